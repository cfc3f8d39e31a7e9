using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Plan;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Plan;

[TestClass]
public sealed class PlanSpecErrorTests
{
    private const string Good = """
        version: 1
        count: 4
        categories: [{name: a}, {name: b}]
        difficulties: [{name: easy, facts: 0}]
        payload_types: [{name: x}]
        regions: [{name: here}]
        slots:
          n: {values: ["1", "2", "3", "4"]}
        templates:
          - id: t1
            payload_type: x
            prompt: "{category} {n}"
        knowledge:
          - {id: k1, category: a, fact: One.}
        """;

    [TestMethod]
    public void The_good_spec_is_good() => new PlanStage().Validate(new DistillStage().WithText("spec", Good).Context());

    [TestMethod]
    public void The_sample_is_valid() => new PlanStage().Validate(new DistillStage().WithFile("spec", "data/specs/dataset_v1_spec.yaml").Context());

    [TestMethod]
    [DataRow("count: 4", "count: none", 2, "'count' is 'none'")]
    [DataRow("{name: a}, {name: b}", "{name: a, count: 1}, {name: b, count: 2}", 3, "add up to 3, but 'count' asks for 4")]
    [DataRow("{name: a}, {name: b}", "{name: a, count: 4}, {name: b, weight: 2}", 3, "use one of both")]
    [DataRow("{name: a}, {name: b}", "{name: a}, {name: a}", 3, "'a' stands twice")]
    [DataRow("{name: a}, {name: b}", "{name: a, weight: 0}, {name: b, weight: 0}", 3, "one must be above 0")]
    [DataRow("[{name: here}]", "[]", 6, "'regions' is empty")]
    [DataRow("[\"1\", \"2\", \"3\", \"4\"]", "[]", 8, "'slots.n.values' is empty")]
    [DataRow("[\"1\", \"2\", \"3\", \"4\"]", "[same, same]", 8, "stands 2 times")]
    [DataRow("n: {values:", "n: {by: weather, values:", 8, "'slots.n.by' is 'weather'; allowed is category, difficulty, payload_type, region")]
    [DataRow("n: {values: [\"1\", \"2\", \"3\", \"4\"]}", "n: {by: category, values: {a: [u, v]}}", 8, "has no list for 'b'")]
    [DataRow("n: {values: [\"1\", \"2\", \"3\", \"4\"]}", "n: {by: category, values: {a: [u], b: [v], c: [w]}}", 8, "'c' is not one of 'categories': a, b")]
    [DataRow("payload_type: x", "payload_type: z", 11, "'z' in 'templates[0].payload_type' is not one of 'payload_types': x")]
    [DataRow("{category} {n}", "{category} {m}", 12, "Slot '{m}' is not known")]
    [DataRow("category: a, fact", "category: q, fact", 14, "'q' in 'knowledge[0].category' is not one of")]
    [DataRow("fact: One.", "fact: One., minutes: -5", 14, "'knowledge[0].minutes' is '-5'")]
    [DataRow("fact: One.", "colour: red, fact: One.", 14, "'knowledge[0].colour' is not known")]
    [DataRow("[\"1\", \"2\", \"3\", \"4\"]", "[\"1\"]", 10, "combinations of slot values, and all are used")]
    [DataRow("facts: 0", "facts: 2", 14, "asks for 2 facts, but category")]
    public async Task Faults_have_code_and_line(string old, string given, int line, string message)
    {
        var stage = new DistillStage().WithText("spec", Good.Replace(old, given, StringComparison.Ordinal));
        var thrown = await Assert.ThrowsExactlyAsync<SynthException>(() => new PlanStage().RunAsync(stage.Context("plan", "stats"), default));
        var fault = thrown.Diagnostics.First(fault => fault.Message.Contains(message, StringComparison.Ordinal));
        Assert.AreEqual(Codes.BadSpec, fault.Code);
        Assert.AreEqual(line, fault.Line);
        Assert.IsGreaterThan(0, fault.Column);
    }

    [TestMethod]
    public void All_faults_come_at_once()
    {
        var spec = Good.Replace("count: 4", "count: 0", StringComparison.Ordinal).Replace("payload_type: x", "payload_type: z", StringComparison.Ordinal).Replace("{n}", "{m}", StringComparison.Ordinal);
        var thrown = Assert.ThrowsExactly<SynthException>(() => new PlanStage().Validate(new DistillStage().WithText("spec", spec).Context()));
        CollectionAssert.AreEqual(new[] { 2, 11, 12 }, thrown.Diagnostics.Select(fault => fault.Line).ToArray());
    }

    [TestMethod]
    public void Templates_with_one_id_or_one_text_are_faults()
    {
        var spec = Good.Replace("knowledge:", "  - {id: t1, payload_type: x, prompt: \"{category} {n}\"}\nknowledge:", StringComparison.Ordinal);
        var thrown = Assert.ThrowsExactly<SynthException>(() => new PlanStage().Validate(new DistillStage().WithText("spec", spec).Context()));
        Assert.HasCount(2, thrown.Diagnostics);
        Assert.IsTrue(thrown.Diagnostics.All(fault => fault.Line == 13));
    }
}
