using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.Tests.CliSchemas;

/// <summary>Schemas changed at random: each is read, or refused with codes; what is read keeps the promises of the types.</summary>
[TestClass]
public sealed class CliSchemaFuzzTests
{
    private const string Seed = """
        cli_name: box
        description: &about Boxes
        commands:
          - &item
            name: item
            description: *about
            subcommands: &subs
              - name: list
                args: &args
                  - &state {name: state, type: enum, values: [open, "not planned", 3], default: open}
                  - {name: limit, type: integer, default: 30, required: false}
                flags: [&web {name: web, short: w}]
              - name: drop
                description: |-
                  Drop it.
                  For good.
                args: [{name: number, type: integer, required: true}]
        """;

    private static readonly string[] s_bits =
    [
        "*item", "*subs", "*args", "*state", "*about", "*none", "&item", "&x ", "[", "]", "{", "}", ":", ": ", "- ", "\n", "\n  ", "  ", ",", "\"", "'", "#", "|", ">", "? ", "!", "!!int ", "%", "@", "`", "~", "null", "true",
        "<<: *state", "---", "...", "\t", "\u0000", "\u0085", "\ud83d\ude00", "\u200b", "-", "0x1F", "1e999", "99999999999999999999", ".inf", "enum", "integer", "string", "name: state", "type:", "default: 5", "values: []", "required: true", "short: 🙂", "\\ud83d", "\"\\ud83d\"",
    ];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_changed_schema_is_read_or_refused(int seed)
    {
        Check(CliSchemaFile.Read(Seed));
        var random = new SeededRandom("schemas", $"{seed}");
        var (read, refused) = (0, 0);
        for (var draw = 0; draw < 300; draw++)
        {
            var yaml = Seed;
            for (var change = random.Below(4); change >= 0; change--)
                yaml = Changed(yaml, random);
            try
            {
                Check(CliSchemaFile.Read(yaml));
                read++;
            }
            catch (SynthException e)
            {
                refused++;
                foreach (var fault in e.Diagnostics)
                {
                    Assert.IsTrue(fault.Code is Codes.BadCliSchema or Codes.BadYaml, fault.ToString());
                    Assert.IsTrue(fault is { Line: > 0, Column: > 0, File: "schemas/x.yaml" }, fault.ToString());
                    Assert.DoesNotContain("\n", fault.Message, fault.Message);
                }
            }
            catch (Exception e) when (e is not UnitTestAssertException)
            {
                Assert.Fail($"{e}\n{yaml}");
            }
        }

        Assert.IsGreaterThan(15, read);
        Assert.IsGreaterThan(100, refused);
    }

    private static string Changed(string yaml, SeededRandom random)
    {
        var at = random.Below(yaml.Length + 1);
        var length = Math.Min(random.Below(8), yaml.Length - at);
        return random.Below(4) switch
        {
            0 => yaml[..at] + yaml[(at + length)..],
            1 => yaml[..at] + s_bits[random.Below(s_bits.Length)] + yaml[at..],
            2 => yaml[..at] + s_bits[random.Below(s_bits.Length)] + yaml[(at + length)..],
            _ => Lines(yaml, random),
        };
    }

    /// <summary>A line left out, or written again elsewhere.</summary>
    private static string Lines(string yaml, SeededRandom random)
    {
        var lines = yaml.Split('\n').ToList();
        var line = lines[random.Below(lines.Count)];
        if (random.Below(2) == 0)
            lines.Remove(line);
        else
            lines.Insert(random.Below(lines.Count), line);
        return string.Join('\n', lines);
    }

    private static void Check(CliSchema schema)
    {
        Assert.IsNotEmpty(schema.Commands);
        foreach (var command in schema.Commands)
        {
            Assert.IsNotEmpty(command.Subcommands);
            foreach (var subcommand in command.Subcommands)
            {
                var names = subcommand.Arguments.Select(argument => argument.Name).Concat(subcommand.Flags.Select(flag => flag.Name)).ToList();
                Assert.AreEqual(names.Count, names.Distinct().Count());
                foreach (var argument in subcommand.Arguments)
                    Check(argument);
                Assert.IsNotNull(CliSchemaSlices.Yaml(System.Text.Json.JsonSerializer.SerializeToElement(CliSchemaSlices.Json(schema, command, subcommand))));
            }
        }

        Assert.IsNotNull(JsonText.ToText(CliOutputSchema.Of(schema)));
    }

    private static void Check(CliArgument argument)
    {
        Assert.AreEqual(argument.Type == CliArgumentType.Enum, argument.Values.Count > 0);
        Assert.IsFalse(argument.IsRequired && argument.Default is not null);
        if (argument is { Type: CliArgumentType.Enum, Default: { } value })
            CollectionAssert.Contains(argument.Values.ToArray(), value.GetString());
    }
}
