using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>propertyNames</c>: each name is an instance of its own, a string.</summary>
internal sealed class PropertyNamesRule(SchemaNode names) : SchemaRule
{
    public static PropertyNamesRule? From(SchemaReader reader) => reader.Schema("propertyNames") is { } names ? new(names) : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return true;
        bool valid = true;
        foreach (JsonProperty property in instance.EnumerateObject())
        {
            if (Check(run, property))
                continue;
            valid = false;
            if (run.MayStop)
                break;
        }

        return valid;
    }

    private bool Check(EvaluationRun run, JsonProperty property)
    {
        ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(property);
        int length = name.Length + 2;
        byte[] quoted = ArrayPool<byte>.Shared.Rent(length);
        quoted[0] = quoted[length - 1] = (byte)'"';
        name.CopyTo(quoted.AsSpan(1));
        bool valid;
        using (JsonDocument document = JsonDocument.Parse(quoted.AsMemory(0, length)))
        {
            valid = run.Matches(names, document.RootElement, seen: null);
            if (!valid && run.Collecting)
                Report(run, property, document.RootElement);
        }

        ArrayPool<byte>.Shared.Return(quoted);
        return valid;
    }

    private void Report(EvaluationRun run, JsonProperty property, JsonElement name)
    {
        string reason = run.Explain(names, name) is [{ } first, ..] ? $": {ErrorText.WithoutPath(first)}" : "; rename it";
        run.Report("propertyNames", $"property name {ErrorText.Quote(JsonText.NameOf(property))} is not allowed{reason}");
    }
}
