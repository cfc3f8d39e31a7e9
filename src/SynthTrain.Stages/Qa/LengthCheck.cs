namespace SynthTrain.Stages.Qa;

/// <summary>The response's text, counted in Unicode code points, is neither too short nor too long.</summary>
internal sealed class LengthCheck(int min, int max) : IQaCheck
{
    public string Reason => QaReason.Length;

    public string Limits => $"{min} to {max} characters of response text";

    public string? Fault(QaRow row)
    {
        var length = Of(row.Response);
        return length < min ? $"{length} characters; at least {min} are asked for"
            : length > max ? $"{length} characters; at most {max} are allowed"
            : null;
    }

    /// <summary>Unicode code points.</summary>
    public static int Of(string text)
    {
        var length = text.Length;
        foreach (var c in text)
            length -= char.IsLowSurrogate(c) ? 1 : 0;
        return length;
    }
}
