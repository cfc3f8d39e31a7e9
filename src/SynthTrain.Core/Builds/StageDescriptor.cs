using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>What is asked of a stage as sorted name/value pairs: hashed, they are the key; compared, they are the reasons.</summary>
public sealed class StageDescriptor
{
    private const int LongestValue = 160;
    private readonly SortedDictionary<string, string> _pairs = new(StringComparer.Ordinal);

    /// <summary>The pairs, sorted.</summary>
    public IReadOnlyDictionary<string, string> Pairs => _pairs;

    /// <summary>Notes a value; a long one is kept as its hash.</summary>
    public void Add(string name, string value) =>
        _pairs[name] = value.Length <= LongestValue ? value : "sha256:" + ContentHash.Of(value);

    /// <summary>Notes a number.</summary>
    public void Add(string name, int value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Notes an input by content. One outside the project goes by its name alone, so that two checkouts agree; a second one of that name gets a number.</summary>
    public void AddInput(StageFile input, string? hash)
    {
        var name = $"input {input.Role} {(Path.IsPathRooted(input.Path) ? Path.GetFileName(input.Path) : input.Path)}";
        var free = name;
        for (var number = 2; _pairs.ContainsKey(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name} #{number}");
        Add(free, hash ?? Missing);
    }

    /// <summary>SHA-256 over all pairs, hex.</summary>
    public string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in _pairs)
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{value}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What differs from what was asked before, in words.</summary>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> before)
    {
        var reasons = new List<string>();
        foreach (var (name, value) in _pairs)
        {
            if (!before.TryGetValue(name, out var old))
                reasons.Add(IsInput(name) ? $"{name}: added" : $"{name}: (none) -> {Show(value)}");
            else if (old != value)
                reasons.Add(IsInput(name) ? $"{name}: {(value == Missing ? "deleted" : "content changed")}" : $"{name}: {Show(old)} -> {Show(value)}");
        }

        foreach (var (name, old) in before.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!_pairs.ContainsKey(name))
                reasons.Add(IsInput(name) ? $"{name}: removed" : $"{name}: {Show(old)} -> (none)");
        }

        return reasons;
    }

    /// <summary>The value of an input that does not exist.</summary>
    public const string Missing = "missing";

    private static bool IsInput(string name) => name.StartsWith("input ", StringComparison.Ordinal);

    private static string Show(string value) => value.Length == 0 ? "''" : value.ReplaceLineEndings(" ");
}
