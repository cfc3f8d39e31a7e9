using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Counts what the sets share, from their rows as they were written: an account apart from the one that split them.</summary>
/// <param name="heldOut">The sets that no row may repeat.</param>
internal sealed class LeakageProof(IReadOnlyList<HeldOutPrompt> heldOut)
{
    private readonly HashSet<UInt128>[] _inputs = [.. ExampleSets.Names.Select(_ => new HashSet<UInt128>())];
    private readonly HashSet<UInt128>[] _phrasings = [.. ExampleSets.Names.Select(_ => new HashSet<UInt128>())];

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
                pairs[name] = new JsonObject { ["inputs"] = inputs, ["phrasings"] = phrasings };
                Check(name, inputs + phrasings);
            }
        }

        foreach (var file in heldOut.GroupBy(prompt => prompt.File, StringComparer.Ordinal))
        {
            for (var set = 0; set < _inputs.Length; set++)
            {
                var inputs = file.Count(prompt => _inputs[set].Contains(InputKeys.Normalised(prompt.Input, prompt.Context)));
                var name = $"{ExampleSets.Names[set]} and {file.Key}";
                // People do say things as the rows say them; that is told, and no fault.
                pairs[name] = new JsonObject { ["inputs"] = inputs, ["rows_said_alike"] = file.Count(prompt => _phrasings[set].Contains(PhrasingKeys.Of(prompt.Input, prompt.Output, phrasing: null).Pattern)) };
                Check(name, inputs);
            }
        }

        return pairs;
    }

    private static int Shared(HashSet<UInt128> one, HashSet<UInt128> other) => one.Count(other.Contains);

    private static void Check(string pair, int shared)
    {
        if (shared > 0)
            throw new SynthException(Codes.Leakage, $"The sets {pair} share {shared} inputs or phrasings, and must share none. This is a fault of the split and not of your data; please report it.");
    }
}
