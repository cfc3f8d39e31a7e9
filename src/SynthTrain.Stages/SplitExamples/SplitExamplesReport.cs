using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>What a split of examples came to: figures to print, the statistics file, warnings.</summary>
internal sealed class SplitExamplesReport(SplitExamplesOptions options, PhrasingGroups groups, ExampleMeasures measures, ExampleOutput output)
{
    // Below this, the groups that every split has from each subcommand weigh more than the fractions.
    private const int RowsForFractions = 1000;
    private const double ReportedDeviation = 0.05;

    private readonly long _rows = output.Rows.Take(ExampleSets.Prompts).Sum();

    /// <summary>The further figures of the stage.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Figures =>
    [
        .. Enumerable.Range(0, ExampleSets.Prompts).Select(set => KeyValuePair.Create(ExampleSets.Names[set], Text($"{output.Rows[set]} rows, {groups.BySet[set]} phrasings, {Achieved(set):0.0 %} of {options.Fractions[set]:0.0 %}"))),
        .. output.Rows[ExampleSets.Prompts] > 0 ? [KeyValuePair.Create("preference prompts", Text($"{output.Rows[ExampleSets.Prompts]}"))] : Array.Empty<KeyValuePair<string, string>>(),
        new("shared by two sets", "0 inputs, 0 phrasings"),
        new("rows said alike", SaidAlike),
        new("distinct-1/2/3", Text($"{measures.Ngrams.Share(1):0.000} {measures.Ngrams.Share(2):0.000} {measures.Ngrams.Share(3):0.000}")),
        new("self-BLEU-4", Text($"{measures.InputBleu:0.000}, {measures.PatternBleu:0.000} without values, over {measures.Sampled} inputs")),
        new("words per input", Text($"{measures.Ngrams.MeanLength:0.0}")),
        new("coverage", Text($"{measures.Coverage.Covered.Covered} of {measures.Coverage.Covered.All} subcommands, arguments, values and flags")),
        new("balance", Text($"{measures.Coverage.Balance:0.000} of 1")),
        new("clarifications", Text($"{measures.Clarifications}")),
        new("follow-ups", Text($"{measures.FollowUps}")),
        new("ambiguous", Text($"{measures.Ambiguous.Rows} rows")),
        new("test values not in train", Text($"{measures.OpenValues.Unseen} of {measures.OpenValues.Tested}")),
    ];

    /// <summary>The file <c>stats</c>.</summary>
    public JsonObject ToJson(long rowsIn) => new()
    {
        ["rows_in"] = rowsIn,
        ["accepted"] = output.Rows.Sum(),
        ["rejected"] = JsonReport.Counts(output.Rejected),
        ["seed"] = options.Seed,
        ["sets"] = new JsonObject(ExampleSets.Names.Select((name, set) => KeyValuePair.Create(name, (JsonNode?)Set(set)))),
        ["phrasings"] = new JsonObject { ["groups"] = groups.Count, ["largest"] = groups.Largest },
        ["shared"] = output.Leakage,
        ["open_values"] = new JsonObject { ["in_test"] = measures.OpenValues.Tested, ["not_in_train"] = measures.OpenValues.Unseen },
        ["diversity"] = new JsonObject
        {
            ["distinct_1"] = Math.Round(measures.Ngrams.Share(1), 4),
            ["distinct_2"] = Math.Round(measures.Ngrams.Share(2), 4),
            ["distinct_3"] = Math.Round(measures.Ngrams.Share(3), 4),
            ["self_bleu_4"] = Math.Round(measures.InputBleu, 4),
            ["self_bleu_4_without_values"] = Math.Round(measures.PatternBleu, 4),
            ["self_bleu_sample"] = measures.Sampled,
            ["max_self_bleu"] = options.MaxSelfBleu,
            ["words_per_input"] = Math.Round(measures.Ngrams.MeanLength, 2),
            ["clarifications"] = measures.Clarifications,
            ["follow_ups"] = measures.FollowUps,
        },
        ["ambiguous"] = measures.Ambiguous.ToJson(),
        ["balance"] = new JsonObject { ["entropy"] = Math.Round(measures.Coverage.Balance, 4), ["shares"] = measures.Coverage.Shares() },
        ["coverage"] = measures.Coverage.ToJson(),
    };

    /// <summary>Warns of too few rows, of too little difference, and of what no row speaks of.</summary>
    public void Warn(StageContext context)
    {
        var (examples, schema) = (context.Display(context.Input("examples")), context.Display(context.Input("schema")));
        WarnOfCount(context.Diagnostics, examples);
        if (_rows == 0)
            return;
        if (measures.PatternBleu > options.MaxSelfBleu)
            context.Diagnostics.Report(Diagnostic.Warning(Codes.LowDiversity, Text($"The inputs are much alike: self-BLEU-4 without values is {measures.PatternBleu:0.000}, and {options.MaxSelfBleu} is the most (SynthMaxSelfBleu). A model that is trained on them knows few ways to ask; vary the prompt, the words or the teacher."), examples));
        measures.Coverage.Warn(context.Diagnostics, schema);
        if (_rows >= RowsForFractions && Enumerable.Range(0, ExampleSets.Prompts).Any(set => Math.Abs(Achieved(set) - options.Fractions[set]) > ReportedDeviation))
            context.Diagnostics.Report(Diagnostic.Warning(Codes.FractionsDiffer, Text($"Asked for {Asked} % train/val/test, achieved {Got} %: {_rows} rows are said in {groups.Count} ways, the most common in {groups.Largest} rows, and rows that are said one way are never split apart. More ways to say things come closer."), examples));
    }

    // No fault: other sentences may be near ones, and people do say things as rows say them. But a score on them says less.
    private string SaidAlike => string.Join(", ", [
        .. Enumerable.Range(0, ExampleSets.Names.Length).Where(set => set != ExampleSets.Train && output.Rows[set] > 0).Select(set => Text($"{ExampleSets.Names[set]} {output.Proof.SaidAlike[set]} of {output.Rows[set]}")),
        .. output.Proof.HeldOutSaidAlike.Select(file => Text($"{file.File} {file.SaidAlike} of {file.Rows}")),
    ]) is { Length: > 0 } text ? $"{text} as a training row" : "0";

    private string Asked => string.Join('/', options.Fractions.Select(Percent));

    private string Got => string.Join('/', Enumerable.Range(0, ExampleSets.Prompts).Select(set => Percent(Achieved(set))));

    private void WarnOfCount(IDiagnosticSink diagnostics, string examples)
    {
        if (_rows == 0)
            diagnostics.Report(Diagnostic.Warning(Codes.TooFewRows, "No example is left; train, val and test are empty. The side file of rejected rows says why.", examples));
        else if (_rows < options.Count * SplitExamplesDefaults.EnoughRows)
            diagnostics.Report(Diagnostic.Warning(Codes.TooFewRows, Text($"{options.Count} examples were asked for, and {_rows} are left ({100.0 * _rows / options.Count:0} %); the side file of rejected rows says why. Raise SynthCount, or let the teacher vary more."), examples));
        if (output.Rows[ExampleSets.Prompts] < options.Pairs * SplitExamplesDefaults.EnoughRows)
            diagnostics.Report(Diagnostic.Warning(Codes.TooFewRows, Text($"Prompts for {options.Pairs} preference pairs were asked for, and {output.Rows[ExampleSets.Prompts]} are left: the others are said as rows of a split are. Raise SynthPreferencePairs, or let the teacher vary more."), examples));
    }

    private JsonObject Set(int set)
    {
        var json = new JsonObject { ["rows"] = output.Rows[set] };
        if (set == ExampleSets.Prompts)
            return json;
        json["phrasings"] = groups.BySet[set];
        json["asked"] = options.Fractions[set];
        json["achieved"] = Math.Round(Achieved(set), 4);
        return json;
    }

    private double Achieved(int set) => _rows == 0 ? 0 : (double)output.Rows[set] / _rows;

    private static string Percent(double fraction) => (100 * fraction).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
