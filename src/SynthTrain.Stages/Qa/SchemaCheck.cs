using SynthTrain.Core.JsonSchema;

namespace SynthTrain.Stages.Qa;

/// <summary>The response matches the response schema.</summary>
internal sealed class SchemaCheck(JsonSchema schema, string display) : IQaCheck
{
    private const int ErrorsShown = 3;

    public string Reason => QaReason.Schema;

    public string Limits => display;

    public string? Fault(QaRow row)
    {
        var errors = schema.Validate(row.Row.Response, ErrorsShown);
        return errors.Count == 0
            ? null
            : string.Join("; ", errors.Select(error => $"{error.Keyword}: {error.Message}"));
    }
}
