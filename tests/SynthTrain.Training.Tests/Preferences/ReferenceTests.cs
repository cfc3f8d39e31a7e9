using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Preferences;
using SynthTrain.Training.Runs;

namespace SynthTrain.Training.Tests.Preferences;

/// <summary>What the reference says is made once, kept, and found again bit for bit.</summary>
[TestClass]
public sealed class ReferenceTests : IDiagnosticSink, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthtrain-reference").FullName;
    private readonly List<Diagnostic> _diagnostics = [];

    private string LogPath => Path.Combine(_folder, ReferenceCache.FileName);

    [TestMethod]
    public void A_run_that_goes_on_finds_every_score_and_asks_for_none()
    {
        using var scope = NewDisposeScope();
        var (model, adapters) = GoldenDpo.Open("policy");
        var first = Metrics(model, GoldenDpo.Pairs());
        var kept = File.ReadAllBytes(LogPath);
        // The model has learned since then: its adapter is another, the reference is not.
        using (no_grad())
            adapters.Parameters.First().Value.mul_(1.0);
        CollectionAssert.AreEqual(first, Metrics(model, GoldenDpo.Pairs()));
        CollectionAssert.AreEqual(kept, File.ReadAllBytes(LogPath));
    }

    [TestMethod]
    public void A_torn_journal_is_mended_and_gives_the_same_bits()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var first = Metrics(model, GoldenDpo.Pairs());
        var whole = File.ReadAllBytes(LogPath);
        File.WriteAllBytes(LogPath, whole[..(whole.Length / 2)]);
        CollectionAssert.AreEqual(first, Metrics(model, GoldenDpo.Pairs()));
        CollectionAssert.AreEqual(whole, File.ReadAllBytes(LogPath));
    }

    [TestMethod]
    public void Scores_depend_on_the_pair_and_not_on_what_else_is_in_the_file()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var pairs = GoldenDpo.Pairs();
        var alone = Metrics(model, [pairs[3]]);
        CollectionAssert.AreEqual(alone, Metrics(model, [pairs[3], pairs[0]], 0));
    }

    [TestMethod]
    public void Other_weights_are_another_reference()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var pairs = GoldenDpo.Pairs().Take(2).ToArray();
        Metrics(model, pairs);
        var count = File.ReadAllLines(LogPath).Length;
        using (no_grad())
            model.Head.mul_(1.01);
        Metrics(model, pairs);
        Assert.HasCount(2 * count, File.ReadAllLines(LogPath));
    }

    [TestMethod]
    public void Plans_hold_every_pair_once_and_depend_on_seed_and_epoch_alone()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var options = GoldenDpo.Options() with { Run = new() { BatchSize = 5, Seed = 7 } };
        var (one, other) = (GoldenDpo.Objective(model, GoldenDpo.Pairs(), options), GoldenDpo.Objective(model, GoldenDpo.Pairs(), options));
        var rows = one.Plan(0).SelectMany(batch => batch.Rows).ToArray();
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 24).ToArray(), rows);
        CollectionAssert.AreEqual(rows, other.Plan(0).SelectMany(batch => batch.Rows).ToArray());
        CollectionAssert.AreNotEqual(rows, one.Plan(1).SelectMany(batch => batch.Rows).ToArray());
        Assert.AreEqual(one.Fingerprint, other.Fingerprint);
        Assert.AreNotEqual(one.Fingerprint, GoldenDpo.Objective(model, GoldenDpo.Pairs(), options with { Beta = 0.2 }).Fingerprint);
        Assert.AreNotEqual(one.Fingerprint, GoldenDpo.Objective(model, GoldenDpo.Pairs()[1..], options).Fingerprint);
        // TRL's first step of 8 pairs has 735 tokens: a prompt counts once for each answer.
        var eight = GoldenDpo.Pairs().Take(8).ToArray();
        Assert.AreEqual(735, GoldenDpo.Objective(model, eight).Plan(0).Sum(batch => batch.Tokens));
    }

    [TestMethod]
    public void Falling_rewards_under_a_growing_margin_are_told_once()
    {
        var watch = new RewardWatch(this);
        for (var i = 0; i < 4 * RewardWatch.Window; i++)
            watch.Add(0.1, i * 0.01);
        Assert.IsEmpty(_diagnostics);
        for (var i = 0; i < 4 * RewardWatch.Window; i++)
            watch.Add(-0.5, 1 + i * 0.01);
        Assert.AreEqual(Codes.RewardsFall, _diagnostics.Single().Code);
        Assert.Contains("rewards/chosen -0.5", _diagnostics[0].Message);
    }

    void IDiagnosticSink.Report(Diagnostic diagnostic) => _diagnostics.Add(diagnostic);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private KeyValuePair<string, double>[] Metrics(DecoderModel model, PreferencePair[] pairs, int row = -1)
    {
        using var cache = ReferenceCache.Open(new PhysicalFileSystem(), _folder, this);
        var objective = new DpoObjective(model, GoldenDpo.Options(), new() { Train = pairs, Cache = cache });
        return [.. objective.Backward(new MicroBatch(row < 0 ? [.. Enumerable.Range(0, pairs.Count)] : [row], 0), 1).Metrics];
    }
}
