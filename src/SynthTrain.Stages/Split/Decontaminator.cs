using System.Globalization;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Split;

/// <summary>Finds rows that overlap prompts of eval suites.</summary>
/// <remarks>
/// A row is contaminated when its prompt is a near-duplicate of an eval prompt (or the same), or when its prompt or response shares a run of N words with one:
/// N is 13, or the whole prompt when that has 8 to 12 words; shorter prompts are compared whole only. These are the N of Brown et al., Language models are
/// few-shot learners, 2020, appendix C (8 to 13), and of EleutherAI's lm-evaluation-harness, docs/decontamination.md (13).
/// A run that stands in more than <see cref="SplitOptions.CommonNgramRows"/> rows is template text and does not count, as with <c>max_matches</c> (10) of NVIDIA
/// NeMo Curator's task decontamination; a row that repeats the whole prompt is found all the same.
/// </remarks>
internal sealed class Decontaminator
{
    private const int LongestRun = 13;
    private const int ShortestRun = 8;

    private readonly List<EvalPrompt> _prompts = [];
    private readonly SortedDictionary<int, Dictionary<ulong, Run>> _runs = [];
    private readonly NearDuplicateIndex _near;
    private readonly int _commonRows;
    private readonly Dictionary<int, Contamination> _whole = [];
    private readonly List<(int Row, Run Run)> _hits = [];

    /// <summary>Learns the prompts.</summary>
    public Decontaminator(IEnumerable<EvalPrompt> prompts, double threshold, int commonRows)
    {
        _commonRows = commonRows == 0 ? int.MaxValue : commonRows;
        var frequencies = new ShingleFrequencies(uncounted: 1);
        List<uint[]> sets = [];
        foreach (var prompt in prompts)
        {
            var words = WordHashes.Of(TextNormalizer.Normalize(prompt.Text));
            sets.Add(ShingleSet.Of(words));
            frequencies.Add(sets[^1]);
            AddRuns(words, _prompts.Count);
            _prompts.Add(prompt);
        }

        _near = new NearDuplicateIndex(threshold, frequencies);
        sets.ForEach(_near.Add);
    }

    /// <summary>Prompts known.</summary>
    public IReadOnlyList<EvalPrompt> Prompts => _prompts;

    /// <summary>Runs of words that were in too many rows to count; known when all rows were seen.</summary>
    public int CommonRuns => _runs.Values.Sum(runs => runs.Values.Count(run => run.Rows > _commonRows));

    /// <summary>Looks at a row's prompt and response, each as hashes of words.</summary>
    public void Look(int row, ulong[] prompt, ulong[] response)
    {
        if (_prompts.Count == 0)
            return;
        if (_near.First(ShingleSet.Of(prompt)) is { } match)
        {
            var met = _prompts[match.Number];
            _whole[row] = new Contamination(met, string.Create(CultureInfo.InvariantCulture, $"the prompt is like the eval prompt of {met}, similarity {match.Similarity:0.000}"));
        }

        foreach (var (length, runs) in _runs)
        {
            Look(row, WordHashes.Runs(prompt, length), runs);
            Look(row, WordHashes.Runs(response, length), runs);
        }
    }

    /// <summary>The contaminated rows; known when all rows were seen.</summary>
    public IReadOnlyDictionary<int, Contamination> Found()
    {
        var found = new Dictionary<int, Contamination>(_whole);
        foreach (var (row, run) in _hits)
        {
            if (run.IsWholePrompt || run.Rows <= _commonRows)
                found.TryAdd(row, new Contamination(_prompts[run.Prompt], $"{run.Length} words in a row of the eval prompt of {_prompts[run.Prompt]}"));
        }

        return found;
    }

    private void AddRuns(ulong[] words, int prompt)
    {
        if (words.Length < ShortestRun)
            return;
        var length = Math.Min(words.Length, LongestRun);
        if (!_runs.TryGetValue(length, out var runs))
            _runs[length] = runs = [];
        foreach (var run in WordHashes.Runs(words, length))
            runs.TryAdd(run, new Run(prompt, length, isWholePrompt: length == words.Length));
        if (words.Length > LongestRun)
            AddWhole(words, prompt);
    }

    // However many rows repeat a whole eval prompt, they are no template.
    private void AddWhole(ulong[] words, int prompt)
    {
        if (!_runs.TryGetValue(words.Length, out var runs))
            _runs[words.Length] = runs = [];
        foreach (var run in WordHashes.Runs(words, words.Length))
            runs.TryAdd(run, new Run(prompt, words.Length, isWholePrompt: true));
    }

    private void Look(int row, IEnumerable<ulong> hashes, Dictionary<ulong, Run> runs)
    {
        foreach (var hash in hashes)
        {
            if (!runs.TryGetValue(hash, out var run) || run.LastRow == row)
                continue;
            run.LastRow = row;
            if (++run.Rows <= _commonRows || run.IsWholePrompt)
                _hits.Add((row, run));
        }
    }

    private sealed class Run(int prompt, int length, bool isWholePrompt)
    {
        public bool IsWholePrompt { get; } = isWholePrompt;

        public int Prompt { get; } = prompt;

        public int Length { get; } = length;

        public int Rows { get; set; }

        public int LastRow { get; set; } = -1;
    }
}
