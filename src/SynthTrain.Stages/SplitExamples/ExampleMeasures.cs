using System.Text.Json;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Rule 5, diversity: what is measured over the rows of the splits as they are written.</summary>
internal sealed class ExampleMeasures
{
    /// <summary>Texts that Self-BLEU looks at: each against all others.</summary>
    private const int MostSampled = 500;

    private readonly HashSet<string> _sampled;
    private readonly List<ulong[]> _inputs = [];
    private readonly List<ulong[]> _patterns = [];
    private double? _inputBleu;
    private double? _patternBleu;

    /// <summary>Draws the sample.</summary>
    public ExampleMeasures(CliSchema schema, IReadOnlyList<ExampleEntry> entries, int seed)
    {
        _sampled = entries.Where(entry => entry.IsIn && !entry.IsPreference).OrderBy(entry => TextKey.Rank(seed, entry.Id)).Take(MostSampled).Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        Coverage = new Coverage(schema);
        OpenValues = new OpenValues(schema);
    }

    /// <summary>Distinct runs of words.</summary>
    public NgramShares Ngrams { get; } = new();

    /// <summary>What the rows speak of.</summary>
    public Coverage Coverage { get; }

    /// <summary>Values of test rows.</summary>
    public OpenValues OpenValues { get; }

    /// <summary>Requests that are said alike and mean different things.</summary>
    public AmbiguousPatterns Ambiguous { get; } = new();

    /// <summary>Rows that ask back for a required argument.</summary>
    public long Clarifications { get; private set; }

    /// <summary>Rows with earlier turns.</summary>
    public long FollowUps { get; private set; }

    /// <summary>Texts in the sample.</summary>
    public int Sampled => _inputs.Count;

    /// <summary>Self-BLEU-4 of the sampled inputs; known when all rows were added.</summary>
    public double InputBleu => _inputBleu ??= SelfBleu.Of(_inputs);

    /// <summary>The same without values: other names and numbers in one sentence hide how alike inputs are.</summary>
    public double PatternBleu => _patternBleu ??= SelfBleu.Of(_patterns);

    /// <summary>Takes a row of a split.</summary>
    public void Add(ReadExample row, ExampleEntry entry, JsonElement output)
    {
        var words = WordHashes.Of(TextNormalizer.Normalize(row.Input));
        Ngrams.Add(words);
        if (_sampled.Contains(row.Id))
        {
            _inputs.Add(words);
            _patterns.Add(WordHashes.Of(PhrasingPattern.Of(row.Input, output)));
        }

        Coverage.Add(entry.Subcommand, output, entry.Set == ExampleSets.Train);
        OpenValues.Add(entry.Subcommand, output, entry.Set!.Value);
        if (row.Context.Count == 0)
            Ambiguous.Add(row.Id, entry.Phrasing.Pattern, output);
        Clarifications += output.TryGetProperty("missing", out _) ? 1 : 0;
        FollowUps += row.Context.Count > 0 ? 1 : 0;
    }
}
