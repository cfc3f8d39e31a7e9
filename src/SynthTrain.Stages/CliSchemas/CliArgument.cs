using System.Text.Json;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>A value that a subcommand takes.</summary>
/// <param name="Name">Its name, unique within the subcommand.</param>
/// <param name="Type">What values are.</param>
/// <param name="Description">What it is for; empty when the schema does not say.</param>
public sealed record CliArgument(string Name, CliArgumentType Type, string Description)
{
    /// <summary>The values of <see cref="CliArgumentType.Enum"/>, unique, one or more; empty for other types.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>What holds when a request does not speak of it: a string or a whole number, as the type says; null when nothing does. A required argument has none.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>Whether no request can do without it.</summary>
    public bool IsRequired { get; init; }
}
