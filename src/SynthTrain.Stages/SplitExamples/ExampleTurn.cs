using System.Text.Json;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>A turn before a request: what was asked and answered.</summary>
internal readonly record struct ExampleTurn(string Input, JsonElement Output);
