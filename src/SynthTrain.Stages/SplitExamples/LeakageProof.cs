using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Counts what the sets share, from their rows as they were written. That no two share an input or a phrasing is proved by the keys that rows are split by; how much is said nearly alike is counted by <see cref="CrudeKey"/> too, which the split knows nothing of.</summary>
/// <param name="heldOut">The sets that no row may repeat.</param>
internal sealed class LeakageProof(IReadOnlyList<HeldOutPrompt> heldOut)
{
    private readonly HashSet<UInt128>[] _inputs = [.. ExampleSets.Names.Select(_ => new HashSet<UInt128>())];
    private readonly HashSet<UInt128>[] _phrasings = [.. ExampleSets.Names.Select(_ => new HashSet<UInt128>())];
    private readonly Dictionary<UInt128, int>[] _crude = [.. ExampleSets.Names.Select(_ => new Dictionary<UInt128, int>())];

    /// <summary>Rows of each set that are said nearly as a training row is; none of the training rows themselves. Known when it was proved.</summary>
    public IReadOnlyList<int> SaidAlike { get; private set; } = [];

    /// <summary>By file of prompts that no row may repeat: how many there are, and how many are said as a training row is. Known when it was proved.</summary>
    public IReadOnlyList<(string File, int Rows, int SaidAlike)> HeldOutSaidAlike { get; private set; } = [];

    /// <summary>Takes a row that was written.</summary>
    public void Add(int set, ReadOnlySpan<byte> row)
    {
        var json = JsonElement.Parse(row);
        var (input, output) = (json.GetProperty("input").GetString()!, json.GetProperty("output"));
        var turns = json.TryGetProperty("context", out var context)
            ? context.EnumerateArray().Select(turn => new ExampleTurn(turn.GetProperty("input").GetString()!, turn.GetProperty("output"))).ToList() : [];
        _inputs[set].Add(InputKeys.Normalised(input, turns));
        var keys = PhrasingKeys.Of(input, output, RowText.Get(json, "phrasing") is { Length: > 0 } phrasing ? phrasing : null);
        _phrasings[set].Add(keys.Pattern);
        _phrasings[set].Add(keys.Phrasing);
        if (CrudeKey.Of(input, output) is { } crude)
            _crude[set][crude] = _crude[set].GetValueOrDefault(crude) + 1;
    }

    /// <summary>The counts, one entry a pair of sets.</summary>
    /// <exception cref="SynthException"><see cref="Codes.Leakage"/>: a pair shares something.</exception>
    public JsonObject Prove()
    {
        var pairs = new JsonObject();
        for (var one = 0; one < _inputs.Length; one++)
        {
            for (var other = one + 1; other < _inputs.Length; other++)
            {
                var name = $"{ExampleSets.Names[one]} and {ExampleSets.Names[other]}";
                var (inputs, phrasings) = (Shared(_inputs[one], _inputs[other]), Shared(_phrasings[one], _phrasings[other]));
                pairs[name] = new JsonObject { ["inputs"] = inputs, ["phrasings"] = phrasings, ["rows_said_alike"] = Alike(one, other) };
                Check(name, inputs + phrasings);
            }
        }

        SaidAlike = [.. Enumerable.Range(0, _crude.Length).Select(set => set == ExampleSets.Train ? 0 : Alike(ExampleSets.Train, set))];
        var files = heldOut.GroupBy(prompt => prompt.File, StringComparer.Ordinal).ToArray();
        HeldOutSaidAlike = [.. files.Select(file => (file.Key, file.Count(), file.Count(prompt => IsSaidIn(ExampleSets.Train, prompt))))];
        foreach (var file in files)
        {
            for (var set = 0; set < _inputs.Length; set++)
            {
                var inputs = file.Count(prompt => _inputs[set].Contains(InputKeys.Normalised(prompt.Input, prompt.Context)));
                var name = $"{ExampleSets.Names[set]} and {file.Key}";
                // People do say things as the rows say them; that is told, and no fault.
                pairs[name] = new JsonObject { ["inputs"] = inputs, ["rows_said_alike"] = file.Count(prompt => IsSaidIn(set, prompt)) };
                Check(name, inputs);
            }
        }

        return pairs;
    }

    // Rows of the other set whose crude key the one has.
    private int Alike(int one, int other) => _crude[other].Where(key => _crude[one].ContainsKey(key.Key)).Sum(key => key.Value);

    private bool IsSaidIn(int set, HeldOutPrompt prompt) =>
        _phrasings[set].Contains(PhrasingKeys.Of(prompt.Input, prompt.Output, phrasing: null).Pattern) || (CrudeKey.Of(prompt.Input, prompt.Output) is { } crude && _crude[set].ContainsKey(crude));

    private static int Shared(HashSet<UInt128> one, HashSet<UInt128> other) => one.Count(other.Contains);

    private static void Check(string pair, int shared)
    {
        if (shared > 0)
            throw new SynthException(Codes.Leakage, $"The sets {pair} share {shared} inputs or phrasings, and must share none. This is a fault of the split and not of your data; please report it.");
    }
}
