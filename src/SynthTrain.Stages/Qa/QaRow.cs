using SynthTrain.Stages.Sets;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Qa;

/// <summary>A row with the texts that checks look at.</summary>
internal sealed class QaRow
{
    public QaRow(DatasetRow row)
    {
        Row = row;
        Values = JsonTextValues.Of(row.Response);
        Response = string.Join('\n', Values);
        NormalizedResponse = TextNormalizer.Normalize(Response);
        Normalized = $"{TextNormalizer.Normalize(row.Prompt)} {NormalizedResponse}";
    }

    /// <summary>The row.</summary>
    public DatasetRow Row { get; }

    /// <summary>Strings and numbers of the response, in document order.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary><see cref="Values"/>, one a line.</summary>
    public string Response { get; }

    /// <summary>The response's text, normalised.</summary>
    public string NormalizedResponse { get; }

    /// <summary>Prompt and response's text, normalised: what duplicates are compared by.</summary>
    public string Normalized { get; }
}
