namespace SynthTrain.Stages.CliSchemas;

/// <summary>A group of subcommands, such as <c>pr</c>.</summary>
/// <param name="Name">Its name, unique within the schema.</param>
/// <param name="Description">What it is about; empty when the schema does not say.</param>
/// <param name="Subcommands">One or more, names unique.</param>
public sealed record CliCommand(string Name, string Description, IReadOnlyList<CliSubcommand> Subcommands);
