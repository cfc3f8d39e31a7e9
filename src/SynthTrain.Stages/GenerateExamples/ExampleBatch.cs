using System.Text.Json.Nodes;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>What one request asks for.</summary>
/// <param name="Id">Unique; the same for the same subcommand and number.</param>
/// <param name="Use">One of <see cref="ExampleUse"/>.</param>
/// <param name="Command">The command that holds <paramref name="Subcommand"/>.</param>
/// <param name="Subcommand">The one thing that every example of the batch means.</param>
/// <param name="Number">1-based, within the subcommand and use.</param>
/// <param name="Size">Examples to ask for.</param>
/// <param name="Focus">What the batch leans to.</param>
internal sealed record ExampleBatch(string Id, string Use, CliCommand Command, CliSubcommand Subcommand, int Number, int Size, string Focus)
{
    // No use has more batches than examples may be asked for, so those of two uses never share a sample.
    private const int SamplesOfAUse = ExamplesOptions.Most;

    /// <summary>The number that keeps the replies to equal prompts apart: another for each batch of a subcommand, whatever its use.</summary>
    public static int Sample(string use, int number) => use == ExampleUse.Preferences ? SamplesOfAUse + number : number;

    /// <summary>The source row, whose canonical form is the key that the journal knows it by: nothing of another subcommand stands in it.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="slice">The schema with this subcommand alone.</param>
    /// <param name="lexicon">The project's own words; null for none.</param>
    /// <param name="grammar">Which grammar answers, <see cref="Offline.ExamplesOffline.Grammar"/>; null when a model does.</param>
    public JsonObject ToJson(int seed, JsonNode slice, JsonObject? lexicon, string? grammar)
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["use"] = Use,
            ["command"] = Command.Name,
            ["subcommand"] = Subcommand.Name,
            ["batch"] = Number,
            ["n"] = Size,
            ["seed"] = seed,
            ["focus"] = Focus,
            ["schema"] = slice,
        };
        if (grammar is not null)
            json["grammar"] = grammar;
        if (lexicon is not null)
            json["lexicon"] = lexicon.DeepClone();
        return json;
    }
}
