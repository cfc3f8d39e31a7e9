namespace SynthTrain.Stages.CliSchemas;

/// <summary>A switch of a subcommand.</summary>
/// <param name="Name">Its name, unique within the subcommand.</param>
/// <param name="Short">One letter, unique within the subcommand; null when it has none.</param>
/// <param name="Description">What it does; empty when the schema does not say.</param>
public sealed record CliFlag(string Name, string? Short, string Description);
