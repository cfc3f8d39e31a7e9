using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Stages.Tests.FetchBase;

/// <summary>What came is kept, and what stands still is asked for again.</summary>
[TestClass]
public sealed class CutTests
{
    [TestMethod]
    [DataRow(401)]
    [DataRow(403)]
    [DataRow(429)]
    [DataRow(500)]
    [DataRow(503)]
    public void A_refusal_keeps_what_came_before_it(int status)
    {
        using var kit = new HubKit();
        Begin(kit);
        kit.Content.Instead = _ => new HubAnswer(status);
        Assert.AreEqual(Codes.BaseModelUnavailable, kit.Fault().Code);
        Assert.AreEqual(123_456L, new FileInfo(kit.Partial).Length);
        kit.Content.Instead = _ => null;
        kit.Content.Log.Clear();
        kit.Run();
        CollectionAssert.AreEqual(new[] { "GET /content/model.safetensors 123456" }, kit.Content.Log);
    }

    [TestMethod]
    public void A_range_that_is_not_to_be_had_makes_the_file_come_whole()
    {
        using var kit = new HubKit();
        Begin(kit);
        kit.Content.Instead = line => line.EndsWith(" 123456", StringComparison.Ordinal) ? new HubAnswer(416) : null;
        kit.Run();
        Assert.AreEqual(kit.Weights, HubServer.Sha256(File.ReadAllBytes(Path.Combine(kit.Snapshot, "model.safetensors"))));
    }

    [TestMethod]
    public void An_answer_from_elsewhere_than_asked_makes_the_file_come_whole()
    {
        using var kit = new HubKit();
        Begin(kit);
        kit.Content.Instead = line => line.EndsWith(" 123456", StringComparison.Ordinal) ? new HubAnswer(206, [1]) { Headers = { ["Content-Range"] = "bytes 5-5/300000" } } : null;
        kit.Run();
        Assert.AreEqual(kit.Weights, HubServer.Sha256(File.ReadAllBytes(Path.Combine(kit.Snapshot, "model.safetensors"))));
    }

    [TestMethod]
    public void The_list_of_files_is_asked_for_again_when_it_is_cut()
    {
        using var kit = new HubKit();
        var asked = 0;
        kit.Hub.CutAfter = line => line.Contains("/api/", StringComparison.Ordinal) && asked++ < 2 ? 10 : null;
        Assert.AreEqual(4, kit.Run().Accepted);
        Assert.AreEqual(3, asked);
    }

    [TestMethod]
    public void A_list_of_files_that_is_always_cut_is_a_network_that_fails()
    {
        using var kit = new HubKit();
        kit.Hub.CutAfter = line => line.Contains("/api/", StringComparison.Ordinal) ? 10 : null;
        var fault = kit.Fault();
        Assert.AreEqual(Codes.BaseModelUnavailable, fault.Code);
        StringAssert.Contains(fault.Message, "cannot be reached");
        StringAssert.Contains(fault.Message, "cut off");
    }

    [TestMethod]
    public void A_list_of_files_that_stands_still_is_asked_for_again()
    {
        using var kit = new HubKit();
        kit.Options = kit.Options with { Patience = TimeSpan.FromSeconds(1) };
        var asked = 0;
        kit.Hub.Hang = line => line.Contains("/api/", StringComparison.Ordinal) && asked++ < 1;
        Assert.AreEqual(4, kit.Run().Accepted);
        Assert.IsGreaterThanOrEqualTo(2, asked);
    }

    [TestMethod]
    public void A_download_that_stands_still_goes_on()
    {
        using var kit = new HubKit();
        kit.Options = kit.Options with { Patience = TimeSpan.FromSeconds(1) };
        var asked = 0;
        kit.Content.Hang = _ => asked++ < 1;
        kit.Run();
        Assert.AreEqual("GET /content/model.safetensors 1", kit.Content.Log[1]);
    }

    private static void Begin(HubKit kit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(kit.Partial)!);
        File.WriteAllBytes(kit.Partial, kit.Hub.Files["model.safetensors"][..123_456]);
    }
}
