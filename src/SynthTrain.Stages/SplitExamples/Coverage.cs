using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>How many rows speak of each subcommand, argument, enum value and flag; and how evenly they are spread over the subcommands.</summary>
internal sealed class Coverage
{
    private const int MostWarnings = 20;
    private readonly CliSubcommand[] _subcommands;
    private readonly long[] _rows;
    private readonly Dictionary<(int Subcommand, string Item), long> _trained = [];

    /// <summary>Lists what there is to speak of.</summary>
    public Coverage(CliSchema schema)
    {
        _subcommands = [.. schema.Commands.SelectMany(command => command.Subcommands)];
        Names = [.. schema.Commands.SelectMany(command => command.Subcommands.Select(subcommand => $"{command.Name} {subcommand.Name}"))];
        _rows = new long[_subcommands.Length];
        for (var number = 0; number < _subcommands.Length; number++)
        {
            foreach (var item in Items(_subcommands[number]))
                _trained[(number, item)] = 0;
        }
    }

    /// <summary>The subcommands by number: <c>pr list</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Entropy of the rows over the subcommands, over the largest there can be; 1 when all have as many.</summary>
    public double Balance => _rows.Length < 2 ? 1 : -_rows.Where(rows => rows > 0).Select(rows => (double)rows / _rows.Sum()).Sum(share => share * Math.Log(share)) / Math.Log(_rows.Length);

    /// <summary>What there is to speak of, and how much of it a training row speaks of.</summary>
    public (int Covered, int All) Covered => (_trained.Count(item => item.Value > 0), _trained.Count);

    /// <summary>Takes a row of a split.</summary>
    public void Add(int subcommand, JsonElement output, bool isTrained)
    {
        _rows[subcommand]++;
        if (!isTrained)
            return;
        Count(subcommand, "");
        foreach (var argument in output.GetProperty("args").EnumerateObject())
        {
            Count(subcommand, argument.Name);
            if (argument.Value.ValueKind == JsonValueKind.String)
                Count(subcommand, $"{argument.Name}={argument.Value.GetString()}");
        }

        foreach (var flag in output.GetProperty("flags").EnumerateArray())
            Count(subcommand, "--" + flag.GetString());
    }

    /// <summary>Warns of what no training row speaks of, at the schema's lines; in one line where it is much, as in a small sample.</summary>
    public void Warn(IDiagnosticSink diagnostics, string schemaDisplay)
    {
        var missing = _trained.Where(item => item.Value == 0).Select(item => item.Key).ToArray();
        if (missing.Length > MostWarnings)
        {
            var some = string.Join(", ", missing.Take(3).Select(item => $"'{Name(item.Subcommand, item.Item)}'"));
            diagnostics.Report(Diagnostic.Warning(Codes.LowDiversity, string.Create(CultureInfo.InvariantCulture, $"No training row is about {missing.Length} of {_trained.Count} subcommands, arguments, values and flags, such as {some}; the statistics list them all. Ask for more examples."), schemaDisplay));
            return;
        }

        foreach (var (subcommand, item) in missing)
        {
            diagnostics.Report(Diagnostic.Warning(
                Codes.LowDiversity, $"No training row is about '{Name(subcommand, item)}', so the model cannot learn it; ask for more examples, or for ones of it.", schemaDisplay, _subcommands[subcommand].Line, 1));
        }
    }

    /// <summary>The part of the file <c>stats</c>.</summary>
    public JsonObject ToJson()
    {
        var (covered, all) = Covered;
        var counts = new JsonObject();
        foreach (var ((subcommand, item), rows) in _trained)
            counts[Name(subcommand, item)] = rows;
        return new JsonObject
        {
            ["covered"] = covered,
            ["of"] = all,
            ["without_training_rows"] = new JsonArray([.. _trained.Where(item => item.Value == 0).Select(item => (JsonNode?)Name(item.Key.Subcommand, item.Key.Item))]),
            ["training_rows"] = counts,
        };
    }

    /// <summary>The shares of the subcommands.</summary>
    public JsonObject Shares() => new(Names.Select((name, number) => KeyValuePair.Create(name, (JsonNode?)Math.Round(_rows.Sum() == 0 ? 0 : (double)_rows[number] / _rows.Sum(), 4))));

    private static IEnumerable<string> Items(CliSubcommand subcommand) =>
    [
        "",
        .. subcommand.Arguments.SelectMany(argument => argument.Values.Select(value => $"{argument.Name}={value}").Prepend(argument.Name)),
        .. subcommand.Flags.Select(flag => "--" + flag.Name),
    ];

    private string Name(int subcommand, string item) => $"{Names[subcommand]} {item}".TrimEnd();

    // Open values are no items of the schema.
    private void Count(int subcommand, string item)
    {
        if (_trained.TryGetValue((subcommand, item), out var rows))
            _trained[(subcommand, item)] = rows + 1;
    }
}
