using System.Runtime.InteropServices;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>A number of the schema, such as that of <c>minimum</c>.</summary>
internal sealed class NumberLimit(string keyword, JsonElement value)
{
    private readonly byte[] text = JsonMarshal.GetRawUtf8Value(value).ToArray();

    public string Keyword { get; } = keyword;

    public JsonNumber Number => JsonNumber.Parse(text);

    public override string ToString() => $"{Keyword} {ErrorText.Value(value)}";
}
