namespace SynthTrain.Stages.CliSchemas;

/// <summary>What a command line can be asked to do: the file <c>schemas/{name}.yaml</c>.</summary>
/// <param name="Name"><c>cli_name</c>: the program.</param>
/// <param name="Description"><c>description</c>; empty when there is none.</param>
/// <param name="Commands">One or more, names unique.</param>
public sealed record CliSchema(string Name, string Description, IReadOnlyList<CliCommand> Commands);
