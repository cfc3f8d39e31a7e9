using System.Text.Json;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>How many of the texts that test rows give to open arguments stand in no training row: whether a model copies values, or knows them.</summary>
internal sealed class OpenValues
{
    private readonly HashSet<string>[] _open;
    private readonly HashSet<UInt128> _trained = [];
    private readonly HashSet<UInt128> _tested = [];

    /// <summary>Knows which arguments are open.</summary>
    public OpenValues(CliSchema schema) =>
        _open = [.. schema.Commands.SelectMany(command => command.Subcommands).Select(subcommand => subcommand.Arguments.Where(argument => argument.Type == CliArgumentType.String).Select(argument => argument.Name).ToHashSet(StringComparer.Ordinal))];

    /// <summary>Different values in test rows.</summary>
    public int Tested => _tested.Count;

    /// <summary>Of these, values in no training row.</summary>
    public int Unseen => _tested.Count(value => !_trained.Contains(value));

    /// <summary>Takes a row.</summary>
    public void Add(int subcommand, JsonElement output, int set)
    {
        if (set is not (ExampleSets.Train or ExampleSets.Test))
            return;
        foreach (var argument in output.GetProperty("args").EnumerateObject().Where(argument => _open[subcommand].Contains(argument.Name)))
            (set == ExampleSets.Train ? _trained : _tested).Add(TextKey.Of(TextNormalizer.Normalize(argument.Value.GetString()!)));
    }
}
