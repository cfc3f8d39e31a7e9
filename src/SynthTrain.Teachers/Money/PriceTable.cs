using System.Text.RegularExpressions;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Money;

/// <summary>Prices of models: the table that is shipped, with the project's own entries over it.</summary>
public sealed partial class PriceTable
{
    /// <summary>The shipped file's name; it lies beside the worker.</summary>
    public const string FileName = "prices.yaml";

    private readonly Dictionary<string, ModelPrice> _prices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelPrice> _own = new(StringComparer.Ordinal);

    /// <summary>Of when the shipped prices are, as their file says.</summary>
    public string? AsOf { get; private set; }

    /// <summary>Reads both tables.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="own">The project's table: absolute path, and the name that errors print; null for none.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadPrices"/> or the faults of reading.</exception>
    public static PriceTable Load(IFileSystem files, (string Path, string Display)? own)
    {
        var table = new PriceTable();
        table.Add(table._prices, files, Path.Combine(AppContext.BaseDirectory, FileName), FileName);
        if (own is { } project)
            table.Add(table._own, files, project.Path, project.Display);
        return table;
    }

    /// <summary>A model's price; null when the table has none.</summary>
    /// <remarks>Looked for as <c>provider:model</c>, then <c>model</c>, then without a date at its end, then without the maker before a slash, as routers name models.</remarks>
    public ModelPrice? Find(string provider, string model) => FindOwn(provider, model) ?? Find(_prices, provider, model);

    /// <summary>A model's price in the project's own table; null when it has none.</summary>
    public ModelPrice? FindOwn(string provider, string model) => Find(_own, provider, model);

    private static ModelPrice? Find(Dictionary<string, ModelPrice> prices, string provider, string model)
    {
        for (var name = model; ;)
        {
            if (prices.TryGetValue($"{provider}:{name}", out var price) || prices.TryGetValue(name, out price))
                return price;
            var plain = Date().Replace(name, "");
            if (plain == name)
                plain = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (plain == name)
                return null;
            name = plain;
        }
    }

    private void Add(Dictionary<string, ModelPrice> prices, IFileSystem files, string path, string display)
    {
        var root = YamlFile.Load(files, path, display, Codes.BadPrices);
        AsOf ??= root.OptionalText("as_of");
        root.Texts("sources");
        var models = root.Map("models", required: true);
        foreach (var name in models?.Keys ?? [])
        {
            if (models!.Map(name, required: true) is { } map)
                prices[name] = Price(map);
        }

        root.Finish();
    }

    private static ModelPrice Price(YamlMap map)
    {
        var price = Plain(map) with { Batch = (decimal)map.Number("batch", 0.5, 0, 1) };
        if (map.Map("long") is not { } dearer)
            return price;
        return price with { LongAbove = dearer.Int("above", null, 1), Long = Plain(dearer) with { Batch = price.Batch } };
    }

    private static ModelPrice Plain(YamlMap map) =>
        new(Dollars(map, "input"), Dollars(map, "output"), map.Has("cached_input") ? Dollars(map, "cached_input") : null);

    private static decimal Dollars(YamlMap map, string key) => (decimal)map.Number(key, null, 0, 1_000_000);

    [GeneratedRegex(@"-(\d{8}|\d{4}-\d{2}-\d{2})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Date();
}
