using System.Globalization;

namespace SynthTrain.Core.JsonSchema;

/// <summary>
/// Ends an evaluation that cannot give an answer. An exception, because <c>not</c> and <c>anyOf</c> would turn a mere "does not match"
/// into "matches".
/// </summary>
internal sealed class EvaluationAbortedException : Exception
{
    private EvaluationAbortedException(string path, string keyword, string text)
        : base(text) => Error = new(path, keyword, ErrorText.WithPath(path, text));

    public JsonSchemaError Error { get; }

    public static EvaluationAbortedException TooDeep(string path) => new(path, "depth", string.Create(
        CultureInfo.InvariantCulture,
        $"is nested too deep: more than {EvaluationRun.MaxDepth} schemas or values inside one another; make it flatter"));

    public static EvaluationAbortedException TooSlow(string path, string keyword, string pattern) => new(path, keyword, string.Create(
        CultureInfo.InvariantCulture,
        $"matching {ErrorText.Quote(pattern)} took longer than {JsonPattern.Timeout.TotalSeconds} s; simplify the pattern"));
}
