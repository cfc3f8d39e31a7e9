using SynthTrain.Core.Builds;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>How many answers a verb may ask for, told before the first.</summary>
[TestClass]
public sealed class CallForecastTests
{
    [TestMethod]
    [DataRow(null, 16002L, 50L, 16002L)]
    [DataRow(2, 16002L, 50L, 100L)]
    [DataRow(2, 60L, 50L, 60L)]
    [DataRow(int.MaxValue, 16002L, 4294967295L, 16002L)]
    public void A_limit_of_batches_bounds_the_answers(int? limit, long most, long perRow, long expected)
    {
        using var kit = new EngineKit { Limit = limit };
        var stage = new AskingStage(kit.Request, "examples") { Most = most, PerRow = perRow };

        Assert.AreEqual($"up to {expected} examples", CallForecast.Of(kit.Files, kit.Folder.Root, [stage], _ => false));
    }

    [TestMethod]
    public void Without_a_number_the_rows_of_the_first_input_are_counted()
    {
        using var kit = new EngineKit();

        Assert.AreEqual("up to 1 drafts", CallForecast.Of(kit.Files, kit.Folder.Root, [new(kit.Request, "drafts")], _ => false));
    }
}
