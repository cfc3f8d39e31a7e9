using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Writes the examples of one batch; each is drawn from the batch's seeds and its own number alone.</summary>
internal sealed class ExampleWriter(OfflineBatch batch)
{
    /// <summary>Percent of requests that lack a required argument, where the subcommand has one.</summary>
    public const int MissingPercent = 3;

    /// <summary>Percent of requests that follow an earlier turn.</summary>
    public const int ContextPercent = 4;

    private readonly Speech _speech = new(batch);

    private IEnumerable<CliArgument> Required => batch.Subcommand.Arguments.Where(argument => argument.IsRequired);

    /// <summary>One example.</summary>
    public JsonObject Write(int index)
    {
        var random = new SeededRandom([.. batch.Seeds, index.ToString(CultureInfo.InvariantCulture)]);
        var kind = random.Below(100);
        if (kind < MissingPercent && Required.Any())
            return Row(Choose(random, Drop(random)), random);
        if (kind < MissingPercent + ContextPercent && new Conversation(batch, _speech, random).Write() is { } turns)
            return turns;
        return Row(Choose(random, []), random);
    }

    private List<CliArgument> Drop(SeededRandom random)
    {
        var required = Required.ToArray();
        var one = random.Pick(required);
        return required.Length > 1 && random.Below(4) == 0 ? [.. required] : [one];
    }

    private List<SpokenItem> Choose(SeededRandom random, List<CliArgument> dropped) => new Choice(batch, _speech, random).Items(dropped);

    private JsonObject Row(List<SpokenItem> items, SeededRandom random)
    {
        var rendered = new Renderer(_speech.Lexicon, random).Render(new Composer(batch, _speech, random).Compose(items), items);
        return ExampleJson.Example(rendered, ExampleJson.Output(batch, items), null);
    }
}
