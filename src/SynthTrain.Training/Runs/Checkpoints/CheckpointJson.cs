using System.Text.Json.Serialization;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Runs.Checkpoints;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CheckpointState))]
[JsonSerializable(typeof(RunOptions))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
