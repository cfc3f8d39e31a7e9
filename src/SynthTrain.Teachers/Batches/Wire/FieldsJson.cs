using System.Text.Json;
using System.Text.Json.Serialization;

namespace SynthTrain.Teachers.Batches.Wire;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FieldsJson : JsonSerializerContext;
