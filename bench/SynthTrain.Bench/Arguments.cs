using System.Globalization;

namespace SynthTrain.Bench;

/// <summary>Arguments as <c>--name value</c>.</summary>
internal sealed class Arguments(string[] args)
{
    private readonly Dictionary<string, string> _values = args.Chunk(2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1], StringComparer.Ordinal);

    public int Int(string name, int fallback) => _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

    public double Number(string name, double fallback) => _values.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : fallback;

    public int[] Ints(string name, params int[] fallback) =>
        _values.TryGetValue(name, out var text) ? [.. text.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))] : fallback;

    public string Text(string name) => _values[name];

    public string Text(string name, string fallback) => _values.GetValueOrDefault(name, fallback);
}
