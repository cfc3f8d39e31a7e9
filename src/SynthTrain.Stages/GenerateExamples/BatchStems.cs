using System.Globalization;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>What the ids of batches begin with: the names of their subcommand, told apart where names run together.</summary>
internal static class BatchStems
{
    /// <summary>A stem for each, all different: <c>pr-list</c>; <c>pr.list</c> where <c>pr-list</c> would be two; with its number in the schema where both would be.</summary>
    public static IReadOnlyDictionary<(string Use, string Command, string Subcommand), string> Of(IReadOnlyList<(string Use, string Command, string Subcommand)> all)
    {
        var dashed = all.CountBy(it => Stem(it, '-'), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var dotted = all.CountBy(it => Stem(it, '.'), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var stems = new Dictionary<(string Use, string Command, string Subcommand), string>();
        var taken = new HashSet<string>(dashed.Keys, StringComparer.Ordinal);
        foreach (var (number, it) in all.Index())
        {
            var (dash, dot) = (Stem(it, '-'), Stem(it, '.'));
            if (dashed[dash] == 1)
                stems[it] = dash;
            else if (dotted[dot] == 1 && taken.Add(dot))
                stems[it] = dot;
            else
                stems[it] = Numbered(dash, number + 1, taken);
        }

        return stems;
    }

    private static string Numbered(string stem, int number, HashSet<string> taken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{stem}.{number}");
        while (!taken.Add(name))
            name += ".";
        return name;
    }

    private static string Stem((string Use, string Command, string Subcommand) it, char between) =>
        $"{(it.Use == ExampleUse.Preferences ? "preferences" + between : "")}{it.Command}{between}{it.Subcommand}";
}
