using System.Text.Json;
using System.Text.Json.Serialization;

namespace SynthTrain.Stages.Dataset;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonElementContext : JsonSerializerContext;
