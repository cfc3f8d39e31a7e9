using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.Tests.CliSchemas;

[TestClass]
public sealed class CliSchemaReaderTests
{
    private const string Good = """
        cli_name: "box"
        description: "Boxes"
        commands:
          - name: "item"
            description: "Things in it"
            subcommands:
              - name: "list"
                description: "List them"
                args:
                  - name: "state"
                    type: "enum"
                    values: ["open", "not planned"]
                    default: "open"
                  - name: "limit"
                    type: "integer"
                    default: 30
                  - name: "label"
                    type: "string"
                    default: "any"
                    description: "Filter"
                flags:
                  - name: "web"
                    short: "w"
                    description: "In browser"
              - name: "drop"
                args:
                  - { name: "number", type: "integer", required: true }
        """;

    [TestMethod]
    public void All_that_a_schema_says_is_read()
    {
        var schema = CliSchemaFile.Read(Good);

        var command = schema.Commands.Single();
        var (list, drop) = (command.Subcommands[0], command.Subcommands[1]);
        Assert.AreEqual(("box", "Boxes", "item", "Things in it"), (schema.Name, schema.Description, command.Name, command.Description));
        Assert.AreEqual(("list", "List them", 7), (list.Name, list.Description, list.Line));
        CollectionAssert.AreEqual(new[] { "state", "limit", "label" }, list.Arguments.Select(argument => argument.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "open", "not planned" }, list.Arguments[0].Values.ToArray());
        CollectionAssert.AreEqual(new[] { "\"open\"", "30", "\"any\"" }, list.Arguments.Select(argument => argument.Default!.Value.GetRawText()).ToArray());
        Assert.AreEqual(new CliFlag("web", "w", "In browser"), list.Flags.Single());
        Assert.AreEqual(("", 25, 0), (drop.Description, drop.Line, drop.Flags.Count));
        Assert.AreEqual((CliArgumentType.Integer, true, (JsonElement?)null), (drop.Arguments[0].Type, drop.Arguments[0].IsRequired, drop.Arguments[0].Default));
    }

    [TestMethod]
    public void The_sample_is_read()
    {
        var schema = CliSchemaFile.Gh();

        Assert.AreEqual("gh", schema.Name);
        Assert.IsTrue(schema.Commands.SelectMany(command => command.Subcommands).All(subcommand => File.ReadLines(CliSchemaFile.GitHub).ElementAt(subcommand.Line - 1).Contains($"\"{subcommand.Name}\"", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("type: \"enum\"", "description: \"x\"", 10, 13, "'commands[0].subcommands[0].args[0].type' is missing; allowed is string, integer, enum")]
    [DataRow("type: \"enum\"", "type: \"enom\"", 11, 19, "is 'enom'; did you mean 'enum'? allowed is string, integer, enum; a switch that takes no value stands under 'flags'.")]
    [DataRow("type: \"enum\"", "type: boolean", 11, 19, "is 'boolean'; allowed is string, integer, enum; a switch")]
    [DataRow("type: \"enum\"", "type: [enum]", 11, 19, "is a list; allowed is")]
    [DataRow("default: \"open\"", "default: \"closed\"", 13, 22, "default' is 'closed', which is not one of its values: open, not planned.")]
    [DataRow("default: \"open\"", "default:", 13, 21, "default' is empty; allowed is a text")]
    [DataRow("default: 30", "default: \"30\"", 16, 22, "is the text '30'; allowed is a whole number of up to 15 digits, without quotes.")]
    [DataRow("default: 30", "default: 3.5", 16, 22, "is '3.5'; allowed is a whole number")]
    [DataRow("default: 30", "default: 1000000000000000", 16, 22, "is '1000000000000000'; allowed is a whole number of up to 15 digits")]
    [DataRow("default: \"any\"", "default: 30", 19, 22, "is '30'; allowed is a text, in quotes where it looks like a number")]
    [DataRow("default: \"any\"", "default: {a: b}", 19, 22, "is a mapping; allowed is a text")]
    [DataRow("required: true", "required: true, default: 3", 27, 73, "stands beside 'required: true'")]
    [DataRow("required: true", "required: sometimes", 27, 58, "required' is 'sometimes'; allowed is true or false.")]
    [DataRow("values: [\"open\", \"not planned\"]", "description: \"x\"", 10, 13, "args[0].values' is missing; it must be a list.")]
    [DataRow("values: [\"open\", \"not planned\"]", "values: []", 12, 21, "values' is empty; give it at least one value.")]
    [DataRow("[\"open\", \"not planned\"]", "[\"open\", \"open\"]", 12, 30, "'open' stands twice in 'commands[0].subcommands[0].args[0].values'; the first is on the same line. Remove one.")]
    [DataRow("[\"open\", \"not planned\"]", "[\"open\", \"\"]", 12, 30, "A value of")]
    [DataRow("[\"open\", \"not planned\"]", "[\"open\", \" a\"]", 12, 30, "begins or ends with a space")]
    [DataRow("type: \"integer\"\n", "type: \"integer\"\n            values: [\"1\"]\n", 16, 21, "stands beside the type 'integer'; values are for the type 'enum' alone.")]
    [DataRow("name: \"limit\"", "name: \"state\"", 14, 19, "'state' stands twice in the arguments and flags of 'list'; the first is on line 10. Give each argument a name of its own.")]
    [DataRow("name: \"web\"", "name: \"limit\"", 22, 19, "'limit' is a flag here and an argument on line 14, both in the arguments and flags of 'list'; answers could not tell them apart.")]
    [DataRow("name: \"drop\"", "name: \"list\"", 25, 15, "'list' stands twice in the subcommands of 'item'; the first is on line 7.")]
    [DataRow("name: \"drop\"", "name: \"dr op\"", 25, 15, "is 'dr op', which has a space")]
    [DataRow("name: \"drop\"", "name: \"dr\\top\"", 25, 15, "is 'dr\\u0009op', which has the character U+0009, which cannot be seen")]
    [DataRow("name: \"drop\"", "name: \"\"", 25, 15, "'commands[0].subcommands[1].name' is empty; give it a name.")]
    [DataRow("name: \"drop\"", "name:", 25, 14, "'commands[0].subcommands[1].name' is empty; give it a name.")]
    [DataRow("name: \"drop\"", "name: [a]", 25, 15, "'commands[0].subcommands[1].name' must be a text.")]
    [DataRow("name: \"drop\"", "description: \"drop\"", 25, 9, "'commands[0].subcommands[1].name' is missing; give it a text.")]
    [DataRow("short: \"w\"", "short: \"-w\"", 23, 20, "short' is '-w'; allowed is one letter or digit, without a dash.")]
    [DataRow("description: \"In browser\"", "description: \"x\"\n          - { name: two, short: w }", 25, 33, "'w' stands twice in the short letters of 'list'; the first is on line 23.")]
    [DataRow("cli_name: \"box\"\n", "", 1, 1, "'cli_name' is missing; give it a text.")]
    [DataRow("subcommands:", "subcomands:", 6, 5, "'commands[0].subcomands' is not known here; did you mean 'subcommands'? known are description, name, subcommands.")]
    [DataRow("subcommands:", "subcomands:", 4, 5, "'commands[0].subcommands' is missing; it must be a list.")]
    [DataRow("flags:", "switches:", 21, 9, "switches' is not known here; known are args, description, flags, name.")]
    [DataRow("args:\n          - {", "args:\n          - ~\n          - {", 27, 13, "args[0]' must be a mapping.")]
    public void Faults_have_code_line_and_column(string old, string given, int line, int column, string message)
    {
        var yaml = Good.ReplaceLineEndings("\n");
        var at = yaml.IndexOf(old, StringComparison.Ordinal);
        var faults = CliSchemaFile.Faults(yaml[..at] + given + yaml[(at + old.Length)..]);

        Assert.IsTrue(
            Array.Exists(faults, fault => fault.StartsWith($"schemas/x.yaml({line},{column}): error {Codes.BadCliSchema}: ", StringComparison.Ordinal) && fault.Contains(message, StringComparison.Ordinal)),
            string.Join('\n', faults));
    }

    [TestMethod]
    [DataRow("cli_name: a\ncommands: []\n", "schemas/x.yaml(2,11): error ST0020: 'commands' is empty; give it at least one command.")]
    [DataRow("cli_name: a\n", "schemas/x.yaml(1,1): error ST0020: 'commands' is missing; it must be a list.")]
    [DataRow("cli_name: a\ncommands: {pr: {}}\n", "schemas/x.yaml(2,11): error ST0020: 'commands' must be a list.")]
    [DataRow("cli_name: a\ncommands:\n  - {name: b, subcommands: []}\n", "schemas/x.yaml(3,28): error ST0020: 'commands[0].subcommands' is empty; give it at least one subcommand.")]
    [DataRow("cli_name: a\ncommands:\n  - {name: b, subcommands: [{name: c}]}\n  - {name: b, subcommands: [{name: c}]}\n", "schemas/x.yaml(4,12): error ST0020: 'b' stands twice in commands; the first is on line 3. Give each command a name of its own.")]
    [DataRow("[]", "schemas/x.yaml(1,1): error ST0020: The file must be a YAML mapping.")]
    [DataRow("", "schemas/x.yaml(1,1): error ST0020: The file must be a YAML mapping.")]
    public void A_fault_is_told_alone(string yaml, string message) => Assert.AreEqual(message, CliSchemaFile.Faults(yaml).Single());

    [TestMethod]
    public void All_faults_come_at_once_in_the_order_of_the_file()
    {
        var faults = CliSchemaFile.Faults("""
            cli_name: my box
            commands:
              - name: a
                subcommands:
                  - name: b
                    args: [{name: c}, {name: c, type: number}]
                    colour: red
                  - name: b
                    flags: [{name: d, short: long}]
            """);

        Assert.HasCount(7, faults, string.Join('\n', faults));
        CollectionAssert.AreEqual(new[] { "(1,11)", "(6,16)", "(6,34)", "(6,43)", "(7,9)", "(8,15)", "(9,34)" }, faults.Select(fault => fault["schemas/x.yaml".Length..(fault.IndexOf(')', StringComparison.Ordinal) + 1)]).ToArray(), string.Join('\n', faults));
    }
}
