namespace SynthTrain.Stages.CliSchemas;

/// <summary>One thing that a request can mean, such as <c>pr list</c>.</summary>
/// <param name="Name">Its name, unique within the command.</param>
/// <param name="Description">What it does; empty when the schema does not say.</param>
/// <param name="Arguments">In the schema's order, which is the order of every answer; names unique.</param>
/// <param name="Flags">In the schema's order; names unique, and apart from the arguments'.</param>
public sealed record CliSubcommand(string Name, string Description, IReadOnlyList<CliArgument> Arguments, IReadOnlyList<CliFlag> Flags)
{
    /// <summary>1-based line of the schema where it begins.</summary>
    public int Line { get; init; } = 1;
}
