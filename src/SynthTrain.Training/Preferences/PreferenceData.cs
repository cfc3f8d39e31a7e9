using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Preferences;

/// <summary>Reads preferences into pairs of tokens, and says what it left out.</summary>
public sealed class PreferenceData
{
    private const int NamedRows = 10;

    private readonly LoadedModel _model;
    private readonly DpoOptions _options;
    private readonly IDiagnosticSink _diagnostics;
    private readonly int _limit;

    /// <summary>Prepares reading.</summary>
    /// <param name="model">Its tokenizer and template.</param>
    /// <param name="options">The limit, and what happens to longer rows; the model's own limit holds where it is lower.</param>
    /// <param name="diagnostics">Gets one warning for each kind of row that was left out or cut.</param>
    public PreferenceData(LoadedModel model, DpoOptions options, IDiagnosticSink diagnostics)
    {
        (_model, _options, _diagnostics) = (model, options, diagnostics);
        _limit = Math.Min(options.MaxLength, model.Config.MaxPositions);
    }

    /// <summary>The pairs of a file.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that messages print.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadExample"/>, <see cref="Codes.TooLong"/>, and the faults of JSONL. An empty file gives an empty set.</exception>
    public PreferenceSet Read(IFileSystem files, string path, string display)
    {
        var tokenizer = new PreferenceTokenizer(_model);
        var (pairs, long_, equal, truncated, misaligned) = (new List<PreferencePair>(), new List<string>(), 0, 0, 0);
        var rows = PreferenceReader.Read(files, path, display);
        foreach (var row in rows)
        {
            var (whole, aligned) = tokenizer.Tokenize(row);
            var pair = Fit(whole);
            if (Length(whole) > _limit && (pair is null || _options.Overlong == OverlongPolicy.Fail))
                long_.Add(row.Source);
            else if (pair is null)
                throw new SynthException(Codes.BadExample, "An answer has no token of its own, so nothing of it would be learned; give it a text.", row.File, row.Line, 1);
            else if (pair.Chosen.AsSpan().SequenceEqual(pair.Rejected))
                equal++;
            else
            {
                pairs.Add(pair);
                (truncated, misaligned) = (truncated + (Length(whole) > _limit ? 1 : 0), misaligned + (aligned ? 0 : 1));
            }
        }

        var set = new PreferenceSet(pairs, rows.Count) { Equal = equal, TooLong = long_.Count, Truncated = truncated, Misaligned = misaligned };
        Report(set, long_, display);
        return set;
    }

    private static int Length(PreferencePair pair) => pair.Prompt.Length + Math.Max(pair.Chosen.Length, pair.Rejected.Length);

    /// <summary>The pair within the limit; null when nothing of an answer is left, or nothing may be cut.</summary>
    private PreferencePair? Fit(PreferencePair pair)
    {
        if (Length(pair) > _limit && _options.Overlong == OverlongPolicy.Drop)
            return null;
        var room = Math.Max(0, _limit - pair.Prompt.Length);
        var (chosen, rejected) = (pair.Chosen.Take(room).ToArray(), pair.Rejected.Take(room).ToArray());
        return chosen.Length == 0 || rejected.Length == 0 ? null : pair with { Chosen = chosen, Rejected = rejected };
    }

    private void Report(PreferenceSet set, List<string> tooLong, string display)
    {
        if (tooLong.Count > 0)
        {
            var named = string.Join(", ", tooLong.Take(NamedRows)) + (tooLong.Count > NamedRows ? ", …" : "");
            var message = $"{tooLong.Count} of {set.Rows} pairs have more than {_limit} tokens with their prompt: {named}.";
            if (_options.Overlong == OverlongPolicy.Fail)
                throw new SynthException(Codes.TooLong, $"{message} Raise 'max_length', shorten the rows, or set 'data.overlong' to 'drop' or 'truncate'.", display);
            Warn(Codes.TooLong, $"{message} They are left out.", display);
        }

        if (set.Truncated > 0)
            Warn(Codes.TooLong, $"{set.Truncated} of {set.Rows} pairs are cut off at {_limit} tokens; their answers end without an end token.", display);
        if (set.Equal > 0)
            Warn(Codes.BadExample, $"{set.Equal} of {set.Rows} pairs have the same answer twice; they say nothing about what is better and are left out.", display);
        if (set.Misaligned > 0)
            Warn(Codes.BadExample, $"Of {set.Misaligned} of {set.Rows} pairs the prompt alone has other tokens than the prompt with an answer; the answer is taken to begin after as many tokens as the prompt has alone, as TRL does.", display);
    }

    private void Warn(string code, string message, string file) => _diagnostics.Report(Diagnostic.Warning(code, message, file));
}
