using System.Text.Json;
using System.Text.Json.Serialization;

namespace SynthTrain.Core.Stages;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StageRequest))]
internal sealed partial class StageRequestJson : JsonSerializerContext;
