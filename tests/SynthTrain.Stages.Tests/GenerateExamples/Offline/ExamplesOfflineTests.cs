namespace SynthTrain.Stages.Tests.GenerateExamples.Offline;

[TestClass]
public sealed class ExamplesOfflineTests
{
    [TestMethod]
    public void A_batch_has_as_many_examples_as_asked_for_and_the_same_every_time()
    {
        var command = Batches.Gh["commands"]![0]!;
        var row = Batches.Row(Batches.Gh, command, command["subcommands"]![0]!, 3, 50);
        Assert.AreEqual(50, System.Text.Json.Nodes.JsonNode.Parse(Batches.Answer(row))!.AsArray().Count);
        Assert.AreEqual(Batches.Answer(row), Batches.Answer(row));
        row["batch"] = 4;
        Assert.AreNotEqual(Batches.Answer(row), Batches.Answer(Batches.Row(Batches.Gh, command, command["subcommands"]![0]!, 3, 50)));
    }
}
