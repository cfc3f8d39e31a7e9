using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Rows;

namespace SynthTrain.Stages.Answers;

/// <summary>How many rows have <c>parse_ok</c> and <c>schema_ok</c>.</summary>
internal sealed class PassRates : IRowFigures
{
    private long _rows;
    private long _parsed;
    private long _valid;

    /// <inheritdoc/>
    public void Add(JsonElement row)
    {
        _rows++;
        _parsed += IsTrue(row, "parse_ok");
        _valid += IsTrue(row, "schema_ok");
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Result() => [new("parse_ok", Rate(_parsed, _rows)), new("schema_ok", Rate(_valid, _rows))];

    /// <summary>A count with its share: <c>118 of 120 (98.3 %)</c>.</summary>
    public static string Rate(long count, long rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} of {rows} ({(rows == 0 ? 0 : 100.0 * count / rows):0.0} %)");

    private static int IsTrue(JsonElement row, string field) => row.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.True ? 1 : 0;
}
