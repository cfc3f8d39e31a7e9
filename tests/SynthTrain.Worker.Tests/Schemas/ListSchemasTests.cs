using SynthTrain.Core.Protocol;

namespace SynthTrain.Worker.Tests.Schemas;

[TestClass]
public sealed class ListSchemasTests
{
    private const string Box = "cli_name: box\ndescription: Boxes\ncommands:\n  - {name: a, subcommands: [{name: b, args: [{name: c, type: string}, {name: d, type: integer}], flags: [{name: e}]}, {name: f}]}\n  - {name: g, subcommands: [{name: h}]}\n";

    [TestMethod]
    public void Each_schema_is_listed_with_what_there_is_of_it()
    {
        using var kit = new WorkerKit();
        kit.Write("schemas/box.yaml", Box);
        kit.Write("schemas/other-one.yaml", Box.Replace("box", "other", StringComparison.Ordinal));
        kit.Write("schemas/notes.txt", "not a schema");
        kit.Write("training/data/box/train.jsonl", "{}\n{}\n{}\n");
        kit.Write("training/models/box/sft/config.json", "{}");
        kit.Write("training/models/box/clitron-box-q4_k_m.gguf", "");

        var (code, messages) = List(kit);

        Assert.AreEqual((0, "2 schemas in 'schemas'"), (code, messages[^1].Message));
        CollectionAssert.AreEqual(
            new[]
            {
                "name       cli    commands  subcommands  arguments  flags  data    models                        description",
                "box        box    2         3            2          1      3 rows  sft, clitron-box-q4_k_m.gguf  Boxes",
                "other-one  other  2         3            2          1      -       -                             Boxes",
            },
            Lines(messages));
    }

    [TestMethod]
    public void What_is_wrong_with_one_does_not_hide_the_others()
    {
        using var kit = new WorkerKit();
        kit.Write("schemas/bad.yaml", "cli_name: bad\ncommands: []\nx: 1\n");
        kit.Write("schemas/box.yaml", Box);
        kit.Write("schemas/my box.yaml", Box);
        kit.Write("schemas/late.yml", Box);

        var (code, messages) = List(kit);

        Assert.AreEqual(1, code);
        Assert.HasCount(4, Lines(messages));
        CollectionAssert.AreEqual(
            new[] { "schemas/bad.yaml(2,11) ST0020", "schemas/bad.yaml(3,1) ST0020", "schemas/late.yml(0,0) ST0002", "schemas/my box.yaml(0,0) ST0002" },
            messages.Where(message => message.Code is not null).Select(message => $"{message.File}({message.Line},{message.Column}) {message.Code}").ToArray());
    }

    [TestMethod]
    public void Data_and_models_are_found_where_a_pattern_says()
    {
        using var kit = new WorkerKit();
        kit.Write("cli/box.yaml", Box);
        kit.Write("out/box/rows/train.jsonl", "{}\n");
        kit.Write("out/box/models/dpo/config.json", "{}");

        var (code, messages) = List(kit, "--folder", "cli", "--data", "out/{name}/rows/", "--models", "out/{name}/models");

        Assert.AreEqual(0, code);
        StringAssert.Contains(Lines(messages)[1], "1 rows");
        StringAssert.Contains(Lines(messages)[1], "dpo");
    }

    [TestMethod]
    public void No_schema_is_a_fault_that_says_what_to_write()
    {
        using var kit = new WorkerKit();

        var (code, messages) = List(kit);

        Assert.AreEqual((1, "ST0001"), (code, messages[0].Code));
    }

    private static (int Code, IReadOnlyList<WorkerMessage> Messages) List(WorkerKit kit, params string[] options) => kit.Run(["list-schemas", "--project", kit.Root, "--protocol", "ndjson", .. options]);

    private static string[] Lines(IReadOnlyList<WorkerMessage> messages) => [.. messages.Where(message => message.Code is null).SkipLast(1).Select(message => message.Message!)];
}
