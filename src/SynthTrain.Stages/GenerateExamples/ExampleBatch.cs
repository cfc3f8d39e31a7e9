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
    /// <summary>The source row, whose canonical form is the key that the journal knows it by: nothing of another subcommand stands in it.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="slice">The schema with this subcommand alone.</param>
    /// <param name="lexicon">The project's own words; null for none.</param>
    public JsonObject ToJson(int seed, JsonNode slice, JsonObject? lexicon)
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
        if (lexicon is not null)
            json["lexicon"] = lexicon.DeepClone();
        return json;
    }
}
