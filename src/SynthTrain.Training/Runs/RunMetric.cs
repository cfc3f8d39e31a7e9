using System.Text;
using System.Text.Json;

namespace SynthTrain.Training.Runs;

/// <summary>A line of <c>metrics.jsonl</c>.</summary>
/// <param name="Step">The optimizer step, from 1.</param>
/// <param name="Values">Figures by name in the order of the line; one that is no number is <see langword="null"/> in the file.</param>
public sealed record RunMetric(int Step, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <summary>The figure of that name.</summary>
    public double? this[string name] => Values.Where(value => value.Key == name).Select(value => (double?)value.Value).FirstOrDefault();

    /// <summary>The line.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("step", Step);
            foreach (var (name, value) in Values)
            {
                if (double.IsFinite(value))
                    json.WriteNumber(name, value);
                else
                    json.WriteNull(name);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads a line.</summary>
    public static RunMetric Parse(JsonElement line) => new(
        line.GetProperty("step").GetInt32(),
        [.. line.EnumerateObject().Where(entry => entry.Name != "step").Select(entry => KeyValuePair.Create(entry.Name, entry.Value.ValueKind == JsonValueKind.Number ? entry.Value.GetDouble() : double.NaN))]);
}
