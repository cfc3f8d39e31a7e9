using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>minLength</c>, <c>maxLength</c> and <c>pattern</c>.</summary>
internal sealed class TextRule(int? minLength, int? maxLength, JsonPattern? pattern) : SchemaRule
{
    public static TextRule? From(SchemaReader reader)
    {
        int? min = reader.Count("minLength");
        int? max = reader.Count("maxLength");
        JsonPattern? pattern = reader.Text("pattern") is { } text ? reader.Pattern("pattern", text) : null;
        return min is null && max is null && pattern is null ? null : new(min, max, pattern);
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.String)
            return true;
        using JsonText text = JsonText.Of(instance, stackalloc char[JsonText.ScratchLength]);
        bool valid = true;
        if (minLength is not null || maxLength is not null)
            valid = CheckLength(run, text.Chars);
        if ((!valid && run.MayStop) || pattern is null || pattern.IsMatch(run, text.Chars))
            return valid;
        if (run.Collecting)
            run.Report("pattern", $"{ErrorText.Quote(text.Chars)} does not match the pattern {ErrorText.Quote(pattern.Text)}; rewrite it to match");
        return false;
    }

    private bool CheckLength(EvaluationRun run, ReadOnlySpan<char> text)
    {
        int length = JsonText.CodePoints(text);
        if (length < minLength)
        {
            if (run.Collecting)
                run.Report("minLength", $"{ErrorText.Quote(text)} is shorter than minLength {minLength}; lengthen it");
            return false;
        }

        if (length > maxLength)
        {
            if (run.Collecting)
                run.Report("maxLength", $"{ErrorText.Quote(text)} is longer than maxLength {maxLength}; shorten it");
            return false;
        }

        return true;
    }
}
