using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.Split;

/// <summary>What a split came to: counts, fractions asked for and achieved, groups.</summary>
internal sealed class SplitStatistics(SplitOptions options, LeakageGroups groups, int[] splits)
{
    private readonly long[] _rows = Sum(groups, splits, group => group.Size, options.Fractions.Count);
    private readonly long[] _groups = Sum(groups, splits, _ => 1, options.Fractions.Count);

    /// <summary>Rows of all splits.</summary>
    public long Rows => _rows.Sum();

    /// <summary>Rows of one split.</summary>
    public long RowsOf(int split) => _rows[split];

    /// <summary>The further figures of the stage.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Figures =>
    [
        .. SplitNames.All.Select((name, split) => KeyValuePair.Create(name, string.Create(CultureInfo.InvariantCulture, $"{_rows[split]} rows, {Achieved(split):0.0 %} of {options.Fractions[split]:0.0 %}"))),
        new("leakage groups", string.Create(CultureInfo.InvariantCulture, $"{groups.Groups.Count}, the largest of {Largest} rows")),
    ];

    private int Largest => groups.Groups.Select(group => group.Size).DefaultIfEmpty(0).Max();

    /// <summary>Warns when there is nothing to split, or when groups keep the fractions from what was asked for.</summary>
    public void Warn(IDiagnosticSink diagnostics, string display)
    {
        if (Rows == 0)
        {
            diagnostics.Report(Diagnostic.Warning(Codes.TooFewRows, "There are no rows to split; train, val and test are empty.", display));
            return;
        }

        if (!Enumerable.Range(0, _rows.Length).Any(split => Math.Abs(Achieved(split) - options.Fractions[split]) > SplitDefaults.ReportedDeviation))
            return;
        var asked = string.Join('/', options.Fractions.Select(Percent));
        var achieved = string.Join('/', Enumerable.Range(0, _rows.Length).Select(split => Percent(Achieved(split))));
        diagnostics.Report(Diagnostic.Warning(
            Codes.FractionsDiffer,
            string.Create(CultureInfo.InvariantCulture, $"Asked for {asked} % train/val/test, achieved {achieved} %: {Rows} rows are in {groups.Groups.Count} leakage groups, the largest of {Largest} rows, and groups are never split apart. More rows, or smaller groups, come closer."),
            display));
    }

    /// <summary>The file <c>stats</c>.</summary>
    public JsonObject ToJson(long rowsIn, IReadOnlyDictionary<string, long> rejected, JsonNode suites)
    {
        var json = new JsonObject
        {
            ["rows_in"] = rowsIn,
            ["accepted"] = Rows,
            ["rejected"] = JsonReport.Counts(rejected),
            ["seed"] = options.Seed,
            ["groups"] = groups.Groups.Count,
            ["largest_group"] = Largest,
            ["groups_joined_by_near_duplicates"] = groups.JoinedByNearDuplicates,
            ["near_duplicate_threshold"] = options.NearDuplicateThreshold,
        };
        var each = new JsonObject();
        foreach (var (split, name) in SplitNames.All.Index())
        {
            each[name] = new JsonObject
            {
                ["rows"] = _rows[split],
                ["groups"] = _groups[split],
                ["asked"] = options.Fractions[split],
                ["achieved"] = Math.Round(Achieved(split), 4),
            };
        }

        json["splits"] = each;
        json["decontamination"] = suites;
        return json;
    }

    private double Achieved(int split) => Rows == 0 ? 0 : (double)_rows[split] / Rows;

    private static string Percent(double fraction) => (100 * fraction).ToString("0.#", CultureInfo.InvariantCulture);

    private static long[] Sum(LeakageGroups groups, int[] splits, Func<LeakageGroup, long> of, int count)
    {
        var sums = new long[count];
        foreach (var (number, group) in groups.Groups.Index())
            sums[splits[number]] += of(group);
        return sums;
    }
}
