using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.Tests.CliSchemas;

[TestClass]
public sealed class CliSchemaSlicesTests
{
    [TestMethod]
    public void A_slice_holds_one_subcommand_in_the_schemas_order()
    {
        var schema = CliSchemaFile.Read("""
            cli_name: box
            commands:
              - name: item
                description: Things
                subcommands:
                  - name: other
                  - flags: [{short: w, name: web, description: In browser}, {name: all}]
                    args:
                      - {default: open, values: [open, "not \"planned\""], type: enum, name: state}
                      - {name: limit, type: integer, required: true, description: "How many: at the most"}
                      - {name: size, type: integer, default: -3}
                    name: list
            """);
        var slice = CliSchemaSlices.Json(schema, schema.Commands[0], schema.Commands[0].Subcommands[1]);

        Assert.AreEqual(
            """{"cli_name":"box","description":"","commands":[{"name":"item","description":"Things","subcommands":[{"name":"list","description":"","args":[{"name":"state","type":"enum","values":["open","not \"planned\""],"default":"open","required":false,"description":""},{"name":"limit","type":"integer","required":true,"description":"How many: at the most"},{"name":"size","type":"integer","default":-3,"required":false,"description":""}],"flags":[{"name":"web","short":"w","description":"In browser"},{"name":"all","description":""}]}]}]}""",
            JsonText.ToText(slice));
        Assert.AreEqual("""
            cli_name: "box"
            commands:
              - name: "item"
                description: "Things"
                subcommands:
                  - name: "list"
                    args:
                      - name: "state"
                        type: "enum"
                        values: ["open", "not \"planned\""]
                        default: "open"
                      - name: "limit"
                        type: "integer"
                        required: true
                        description: "How many: at the most"
                      - name: "size"
                        type: "integer"
                        default: -3
                    flags:
                      - name: "web"
                        short: "w"
                        description: "In browser"
                      - name: "all"

            """.ReplaceLineEndings("\n"), CliSchemaSlices.Yaml(Element(slice)));
    }

    [TestMethod]
    public void A_slice_says_the_same_as_json_as_yaml_and_as_types()
    {
        var schema = CliSchemaFile.Gh();
        foreach (var command in schema.Commands)
        {
            foreach (var subcommand in command.Subcommands)
            {
                var slice = CliSchemaSlices.Json(schema, command, subcommand);
                var read = CliSchemaSlices.Read(Element(slice));
                var file = CliSchemaFile.Read(CliSchemaSlices.Yaml(Element(slice)));
                foreach (var other in new[] { read, file })
                    Assert.AreEqual(JsonText.ToText(slice), JsonText.ToText(CliSchemaSlices.Json(other, other.Commands.Single(), other.Commands[0].Subcommands.Single())));
            }
        }
    }

    [TestMethod]
    [DataRow("tab\tand\nline")]
    [DataRow("é \u0085 \u2028 \u200b \\ \" 😀 # : - [x] {y} %")]
    [DataRow("~")]
    [DataRow("30")]
    [DataRow("yes")]
    public void A_text_of_any_kind_comes_back_from_yaml(string description)
    {
        var schema = new CliSchema("a", description, [new("b", description, [new("c", description, [], [])])]);

        Assert.AreEqual(description, CliSchemaFile.Read(new CliSchemaYaml().Write(schema)).Commands[0].Subcommands[0].Description);
    }

    private static JsonElement Element(System.Text.Json.Nodes.JsonObject slice) => JsonSerializer.SerializeToElement(slice);
}
