using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Configuration;

/// <summary>What a configuration of supervised fine-tuning says.</summary>
/// <param name="Options">The options, validated.</param>
/// <param name="Paths">The files it names.</param>
/// <param name="Notes">What is allowed and still worth a word.</param>
public sealed record SftConfiguration(SftOptions Options, TrainingPaths Paths, IReadOnlyList<Diagnostic> Notes);
