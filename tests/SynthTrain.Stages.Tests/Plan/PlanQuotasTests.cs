using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Stages.Plan;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Plan;

[TestClass]
public sealed class PlanQuotasTests
{
    [TestMethod]
    public void Remainders_go_to_the_largest_fractions_and_ties_to_the_first()
    {
        CollectionAssert.AreEqual(new[] { 4, 3, 3 }, Quotas.ByWeight([1, 1, 1], 10));
        CollectionAssert.AreEqual(new[] { 2, 1, 0 }, Quotas.ByWeight([5, 3.5, 1.5], 3));
        CollectionAssert.AreEqual(new[] { 48, 48, 24 }, Quotas.ByWeight([2, 2, 1], 120));
    }

    [TestMethod]
    public void Interleaving_uses_up_every_quota_and_spreads_it()
    {
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 2, 0, 1, 0, 0 }.CountBy(i => i).OrderBy(pair => pair.Key).ToArray(), Quotas.Interleave([5, 2, 1]).CountBy(i => i).OrderBy(pair => pair.Key).ToArray());
        var sequence = Quotas.Interleave([60, 30, 30]);
        for (var start = 0; start < sequence.Length; start += 4)
            Assert.AreEqual(2, sequence.Skip(start).Take(4).Count(i => i == 0));
    }

    [TestMethod]
    public async Task Quotas_hold_exactly_over_random_specs()
    {
        for (var round = 0; round < 150; round++)
        {
            var random = new SeededRandom("quotas", round.ToString());
            var count = 1 + random.Below(90);
            var (spec, expected) = RandomSpec(random, count);
            var stage = new DistillStage().WithText("spec", spec);
            await new PlanStage().RunAsync(stage.Context("plan", "stats"), default);
            var rows = stage.Rows("plan");
            Assert.HasCount(count, rows);
            foreach (var (field, quotas) in expected)
            {
                var counts = rows.CountBy(row => row.GetProperty(field).GetString()!).ToDictionary();
                for (var i = 0; i < quotas.Length; i++)
                    Assert.AreEqual(quotas[i], counts.GetValueOrDefault($"{field}{i}"), $"round {round}, {field}{i}\n{spec}");
            }
        }
    }

    [TestMethod]
    public async Task Cells_without_a_template_stay_empty_and_quotas_still_hold()
    {
        const string Spec = """
            version: 1
            count: 20
            categories: [{name: a, count: 10}, {name: b, count: 10}]
            difficulties: [{name: easy}]
            payload_types: [{name: x, count: 8}, {name: y, count: 12}]
            regions: [{name: here}]
            slots: {n: {values: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]}}
            templates:
              - {id: t1, payload_type: x, categories: [a], prompt: "x {category} {n}"}
              - {id: t2, payload_type: y, prompt: "y {category} {n}"}
            """;
        var stage = new DistillStage().WithText("spec", Spec);
        await new PlanStage().RunAsync(stage.Context("plan", "stats"), default);
        var rows = stage.Rows("plan");
        Assert.AreEqual(8, rows.Count(row => row.GetProperty("payload_type").GetString() == "x" && row.GetProperty("category").GetString() == "a"));
        Assert.AreEqual(2, rows.Count(row => row.GetProperty("payload_type").GetString() == "y" && row.GetProperty("category").GetString() == "a"));
        Assert.AreEqual(10, rows.Count(row => row.GetProperty("category").GetString() == "b"));
    }

    [TestMethod]
    public void Rerouting_empties_what_can_be_emptied_and_keeps_the_totals()
    {
        var stuck = 0;
        for (var round = 0; round < 300; round++)
        {
            var random = new SeededRandom("reroute", round.ToString());
            var table = Enumerable.Range(0, 2 + random.Below(4)).Select(_ => new int[4]).ToArray();
            foreach (var row in table)
            {
                for (var i = 0; i < row.Length; i++)
                    row[i] = random.Below(4);
            }

            var allowed = table.Select(row => row.Select(_ => random.Below(3) > 0).ToArray()).ToArray();
            var rowSums = table.Select(row => row.Sum()).ToArray();
            var columnSums = Enumerable.Range(0, 4).Select(i => table.Sum(row => row[i])).ToArray();
            if (Rerouting.Empty(table, allowed) is not null)
                stuck++;
            else
                Assert.IsTrue(table.Zip(allowed).All(pair => pair.First.Zip(pair.Second).All(cell => cell.Second || cell.First == 0)));
            CollectionAssert.AreEqual(rowSums, table.Select(row => row.Sum()).ToArray());
            CollectionAssert.AreEqual(columnSums, Enumerable.Range(0, 4).Select(i => table.Sum(row => row[i])).ToArray());
            Assert.IsTrue(table.All(row => row.All(cell => cell >= 0)));
        }

        Assert.IsTrue(stuck is > 0 and < 300, $"{stuck}");
    }

    [TestMethod]
    public async Task Quotas_that_no_template_can_meet_are_an_error()
    {
        const string Spec = """
            version: 1
            count: 4
            categories: [{name: a, count: 1}, {name: b, count: 3}]
            difficulties: [{name: easy}]
            payload_types: [{name: x, count: 3}, {name: y, count: 1}]
            regions: [{name: here}]
            slots: {n: {values: ["1", "2", "3", "4"]}}
            templates:
              - {id: t1, payload_type: x, categories: [a], prompt: "x {n}"}
              - {id: t2, payload_type: y, prompt: "y {n}"}
            """;
        var stage = new DistillStage().WithText("spec", Spec);
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => new PlanStage().RunAsync(stage.Context("plan", "stats"), default))).Diagnostics.Single();
        Assert.AreEqual(Codes.BadSpec, fault.Code);
        Assert.AreEqual(9, fault.Line);
        Assert.Contains("category 'b' (3 rows) is served only for y", fault.Message);
    }

    private static (string Spec, Dictionary<string, int[]> Quotas) RandomSpec(SeededRandom random, int count)
    {
        var spec = new StringBuilder($"version: 1\nseed: {random.Below(1000)}\ncount: {count}\n");
        var quotas = new Dictionary<string, int[]>();
        foreach (var (key, field) in new[] { ("categories", "category"), ("difficulties", "difficulty"), ("payload_types", "payload_type"), ("regions", "region") })
        {
            var entries = 1 + random.Below(5);
            spec.AppendLine($"{key}:");
            if (random.Below(2) == 0)
            {
                var weights = Enumerable.Range(0, entries).Select(_ => (double)(1 + random.Below(9))).ToArray();
                for (var i = 0; i < entries; i++)
                    spec.AppendLine($"  - {{name: {field}{i}, weight: {weights[i]}}}");
                quotas[field] = Quotas.ByWeight(weights, count);
            }
            else
            {
                var counts = new int[entries];
                for (var i = 0; i < count; i++)
                    counts[random.Below(entries)]++;
                for (var i = 0; i < entries; i++)
                    spec.AppendLine($"  - {{name: {field}{i}, count: {counts[i]}}}");
                quotas[field] = counts;
            }
        }

        spec.AppendLine($"slots: {{n: {{values: [{string.Join(", ", Enumerable.Range(0, count).Select(i => $"v{i}"))}]}}}}");
        spec.AppendLine("templates:");
        for (var i = 0; i < quotas["payload_type"].Length; i++)
            spec.AppendLine($"  - {{id: t{i}, payload_type: payload_type{i}, prompt: \"{i} {{n}} in {{region}}\"}}");
        return (spec.ToString(), quotas);
    }
}
