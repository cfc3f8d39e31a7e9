namespace SynthTrain.Stages.Tests.CliSchemas;

/// <summary>Aliases: one may repeat what stands elsewhere, none what it stands in.</summary>
[TestClass]
public sealed class CliSchemaCycleTests
{
    private const string Head = "cli_name: a\ncommands:\n";

    [TestMethod]
    [DataRow(Head + "  - &pr {name: pr, subcommands: [*pr]}\n", "(3,34)", "'*pr' stands inside '&pr', which begins on line 3, so that it would hold itself without end (pr -> pr); write out what is meant here.")]
    [DataRow("&top\n" + Head + "  - name: pr\n    subcommands:\n      - name: x\n        args: *top\n", "(7,15)", "(top -> top)")]
    [DataRow(Head + "  - name: pr\n    subcommands: &subs\n      - &one\n        name: x\n        args: *subs\n", "(7,15)", "(subs -> one -> subs)")]
    [DataRow(Head + "  - name: pr\n    description: &d [*d]\n    subcommands: [{name: c}]\n", "(4,22)", "(d -> d)")]
    [DataRow("cli_name: a\ncommands: &c\n  - *c\n", "(3,5)", "(c -> c)")]
    [DataRow("cli_name: a\ncommands: [{name: b, subcommands: [{name: c, args: [{name: d, type: &t {a: *t}}]}]}]\n", "(2,76)", "(t -> t)")]
    public void A_cycle_is_told_with_its_anchors(string yaml, string place, string message)
    {
        var faults = CliSchemaFile.Faults(yaml);

        Assert.IsTrue(Array.Exists(faults, fault => fault.StartsWith($"schemas/x.yaml{place}: error ST0020: ", StringComparison.Ordinal) && fault.Contains(message, StringComparison.Ordinal)), string.Join('\n', faults));
    }

    [TestMethod]
    public void Beside_a_cycle_other_faults_are_told_and_nothing_about_the_place_that_was_cut()
    {
        var faults = CliSchemaFile.Faults("cli_name: a\ncommands:\n  - &pr\n    name: pr\n    subcommands:\n      - {name: b, args: *pr}\n      - {name: c, args: [{name: d}]}\n      - {name: e, args: [{name: f, type: *pr, required: *pr, default: *pr}]}\n      - {name: *pr}\n");

        Assert.HasCount(6, faults, string.Join('\n', faults));
        Assert.AreEqual(5, faults.Count(fault => fault.Contains("(pr -> pr)", StringComparison.Ordinal)));
        Assert.AreEqual(1, faults.Count(fault => fault.Contains("type' is missing", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void An_alias_may_repeat_what_stands_elsewhere()
    {
        var schema = CliSchemaFile.Read("cli_name: a\ncommands:\n  - name: b\n    subcommands:\n      - {name: c, args: &both [{name: d, type: string}]}\n      - {name: e, args: *both}\n");

        Assert.AreEqual("d", schema.Commands[0].Subcommands[1].Arguments.Single().Name);
    }

    [TestMethod]
    public void A_fault_behind_aliases_is_told_once()
    {
        var faults = CliSchemaFile.Faults("cli_name: a\ncommands:\n  - name: b\n    subcommands:\n      - {name: c, flags: &both [{name: d, short: dd}]}\n      - {name: e, flags: *both}\n");

        // The path differs, as the place is told once for each way that leads there.
        Assert.HasCount(2, faults, string.Join('\n', faults));
    }

    [TestMethod]
    public void Aliases_that_multiply_are_refused_before_they_fill_the_memory()
    {
        var lines = Enumerable.Range(1, 30).Select(i => $"x{i}: &x{i} [{string.Join(", ", Enumerable.Repeat($"*x{i - 1}", 10))}]");

        var fault = CliSchemaFile.Faults($"x0: &x0 [a]\n{string.Join('\n', lines)}\n").Single();

        StringAssert.Contains(fault, "error ST0020: The file holds more than 1000000 values when each alias is followed");
    }

    [TestMethod]
    [DataRow("[", "]")]
    [DataRow("{a: ", "}")]
    public void Depth_is_refused_before_it_fills_the_stack(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000));

        StringAssert.Contains(CliSchemaFile.Faults($"cli_name: {deep}\n").Single(), "error ST0020: More than 64 lists and mappings stand inside one another here");
    }

    [TestMethod]
    [DataRow("&a {b: 1, ? *a : 1, ? *a : 2}", "A key must be a text")]
    [DataRow("? [a]\n: 1\n", "A key must be a text")]
    [DataRow("cli_name: a\n---\ncli_name: b\n", "more than one document")]
    public void What_nobody_could_ask_for_is_refused(string yaml, string message) => StringAssert.Contains(CliSchemaFile.Faults(yaml).Single(), message);
}
