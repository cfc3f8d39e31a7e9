using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>type</c>; 1.0 is an integer.</summary>
internal sealed class TypeRule : SchemaRule
{
    private static readonly string[] Known = ["null", "boolean", "object", "array", "number", "string", "integer"];

    private readonly string[] allowed;
    private readonly int kinds; // one bit per JsonValueKind
    private readonly bool integers;

    private TypeRule(string[] allowed)
    {
        this.allowed = allowed;
        integers = allowed.Contains("integer", StringComparer.Ordinal);
        kinds = allowed.Aggregate(0, (mask, type) => mask | MaskOf(type));
    }

    public static TypeRule? From(SchemaReader reader)
    {
        if (reader.Value("type") is not { } value)
            return null;
        string[] types = value.ValueKind == JsonValueKind.String ? [JsonText.ToText(value)] : reader.Names("type", value);
        if (types.FirstOrDefault(type => !Known.Contains(type, StringComparer.Ordinal)) is { } unknown)
            throw reader.Fault("type", $"type {ErrorText.Quote(unknown)} does not exist; allowed: {string.Join(", ", Known)}");
        if (types.Length == 0)
            throw reader.Fault("type", $"type is an empty array; name at least one of {string.Join(", ", Known)}");
        return new TypeRule(types);
    }

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        JsonValueKind kind = instance.ValueKind;
        if ((kinds & (1 << (int)kind)) != 0 || (integers && kind == JsonValueKind.Number && JsonNumber.Of(instance).IsInteger))
            return true;
        if (run.Collecting)
            run.Report("type", $"{ErrorText.Value(instance)} is of type {NameOf(instance)}, allowed: {string.Join(", ", allowed)}; change its type");
        return false;
    }

    private static int MaskOf(string type) => type switch
    {
        "null" => 1 << (int)JsonValueKind.Null,
        "boolean" => (1 << (int)JsonValueKind.True) | (1 << (int)JsonValueKind.False),
        "object" => 1 << (int)JsonValueKind.Object,
        "array" => 1 << (int)JsonValueKind.Array,
        "number" => 1 << (int)JsonValueKind.Number,
        "string" => 1 << (int)JsonValueKind.String,
        _ => 0,
    };

    private static string NameOf(JsonElement instance) => instance.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.Number => "number",
        _ => "string",
    };
}
