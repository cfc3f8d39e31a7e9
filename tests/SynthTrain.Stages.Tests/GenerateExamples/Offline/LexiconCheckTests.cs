using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.GenerateExamples;
using SynthTrain.Stages.GenerateExamples.Offline;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.GenerateExamples.Offline;

[TestClass]
public sealed class LexiconCheckTests
{
    [TestMethod]
    public void The_shipped_lexicon_keeps_its_own_shape()
    {
        using var stream = typeof(WordBook).Assembly.GetManifestResourceStream("lexicon.yaml")!;
        using var reader = new StreamReader(stream);
        LexiconCheck.Check(YamlFile.Parse(reader.ReadToEnd(), "lexicon.yaml"));
    }

    [TestMethod]
    [DataRow("verbs:\n  list: [show]\n", 1, 1, "'verbs' is not known here")]
    [DataRow("actoins: {}\n", 1, 1, "did you mean 'actions'?")]
    [DataRow("actions:\n  list: [show]\n", 2, 9, "'actions.list' must be a mapping")]
    [DataRow("actions: show\n", 1, 10, "'actions' must be a mapping")]
    [DataRow("actions:\n  list:\n    dos: [show]\n", 3, 5, "'actions.list.dos' is not known here")]
    [DataRow("actions:\n  list:\n    do: { a: b }\n", 3, 9, "it must be a text with one line each, or a list of texts")]
    [DataRow("actions:\n  list:\n    do: [[a]]\n", 3, 10, "'actions.list.do[0]' must be a text")]
    [DataRow("actions:\n  list:\n    do!: [show, \"[show] {wrod}\"]\n", 3, 17, "'wrod' in 'actions.list.do!' is no slot")]
    [DataRow("arguments:\n  owner: { slot: wrod }\n", 2, 18, "'wrod' in 'arguments.owner.slot' is no slot")]
    [DataRow("slots:\n  colour: { is: [red, \"{noun}ish\"] }\n", 2, 23, "'noun' in 'slots.colour.is' is no slot")]
    public void What_nobody_would_read_is_a_fault_at_its_place(string yaml, int line, int column, string message)
    {
        var input = new DistillStage().WithText("schema", CliText.Schema).WithText("template", CliText.Template).WithText("lexicon", yaml);
        foreach (var check in (Action[])[() => new GenerateExamplesStage().Validate(input.Context()), () => new GenerateExamplesStage().Prepare(input.Context())])
        {
            var fault = Assert.ThrowsExactly<SynthException>(check).Diagnostics.Single();
            Assert.AreEqual((Codes.BadYaml, line, column), (fault.Code, fault.Line, fault.Column), fault.Message);
            Assert.Contains(message, fault.Message);
        }
    }

    [TestMethod]
    public void A_projects_own_slots_facets_and_open_ends_are_good()
    {
        const string Own = """
            objects:
            kinds: { book: { like: act, plain: ["{do} {@number}, (a|b) {"] } }
            actions: { "box list": { "do!": "show\n()" }, drop: }
            arguments: { owner: { slot: colour, post: "of {x} {colour} {1-3}" } }
            slots: { colour: { is: ["{hue}{pseudo}"], case: [title] }, hue: { is: 7 } }
            """;
        LexiconCheck.Check(YamlFile.Parse(Own, "configs/lexicon.yaml"));
    }
}
