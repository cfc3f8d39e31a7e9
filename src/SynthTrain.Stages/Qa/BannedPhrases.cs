using System.Buffers;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Qa;

/// <summary>Neither prompt nor response holds a phrase of a file: one phrase a line, <c>#</c> starts a comment line; whole words, whatever case, accents and punctuation.</summary>
internal sealed class BannedPhrases : IQaCheck
{
    private readonly string _display;
    private readonly IReadOnlyList<(string Written, string Padded)> _phrases;
    private readonly SearchValues<string> _any;

    private BannedPhrases(string display, IReadOnlyList<(string Written, string Padded)> phrases)
    {
        _display = display;
        _phrases = phrases;
        _any = SearchValues.Create([.. phrases.Select(phrase => phrase.Padded)], StringComparison.Ordinal);
    }

    public string Reason => QaReason.BannedPhrase;

    public string Limits => $"{_phrases.Count} phrases of {_display}";

    /// <summary>Reads the files.</summary>
    public static BannedPhrases Load(StageContext context, IReadOnlyList<string> paths)
    {
        var phrases = from path in paths
                      from line in TextFile.Read(context.Files, path, context.Display(path)).Split('\n')
                      let phrase = line.Trim()
                      where phrase.Length > 0 && phrase[0] != '#'
                      select (phrase, $" {TextNormalizer.Normalize(phrase)} ");
        return new BannedPhrases(string.Join(", ", paths.Select(context.Display)), [.. phrases]);
    }

    public string? Fault(QaRow row)
    {
        var text = $" {row.Normalized} ";
        return _phrases.Count > 0 && text.AsSpan().ContainsAny(_any)
            ? $"'{_phrases.First(phrase => text.Contains(phrase.Padded, StringComparison.Ordinal)).Written}' is banned"
            : null;
    }
}
