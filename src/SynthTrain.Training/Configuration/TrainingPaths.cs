namespace SynthTrain.Training.Configuration;

/// <summary>Files that a training configuration names, as it names them; <see langword="null"/> where it names none. The project's own properties come before them.</summary>
/// <param name="TrainFile"><c>data.train_file</c> or <c>data.train_path</c>.</param>
/// <param name="ValidationFile"><c>data.validation_file</c>, <c>data.val_path</c>, <c>data.validation_path</c> or <c>data.val_file</c>; pairs in a configuration of preference optimisation.</param>
/// <param name="PreferenceFile"><c>data.preference_file</c> or <c>data.preference_path</c>.</param>
/// <param name="OutputDirectory"><c>training.output_dir</c>.</param>
public sealed record TrainingPaths(string? TrainFile, string? ValidationFile, string? PreferenceFile, string? OutputDirectory);
