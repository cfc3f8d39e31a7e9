using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary><c>uniqueItems</c>: short arrays pair by pair, longer ones by hash.</summary>
internal sealed class UniqueItemsRule : SchemaRule
{
    private const int PairwiseLimit = 8;

    private UniqueItemsRule()
    {
    }

    public static UniqueItemsRule? From(SchemaReader reader) => reader.Flag("uniqueItems") ? new() : null;

    public override bool Apply(EvaluationRun run, JsonElement instance, EvaluatedSet? seen)
    {
        if (instance.ValueKind != JsonValueKind.Array || instance.GetArrayLength() < 2)
            return true;
        if (FindPair(run, instance) is not { } pair)
            return true;
        if (run.Collecting)
            run.Report("uniqueItems", string.Create(CultureInfo.InvariantCulture, $"items {pair.First} and {pair.Second} are equal; remove one"));
        return false;
    }

    private static (int First, int Second)? FindPair(EvaluationRun run, JsonElement array)
    {
        int count = array.GetArrayLength();
        JsonElement[] items = ArrayPool<JsonElement>.Shared.Rent(count);
        int[] hashes = ArrayPool<int>.Shared.Rent(count);
        int[] order = ArrayPool<int>.Shared.Rent(count);
        try
        {
            int index = 0;
            foreach (JsonElement item in array.EnumerateArray())
            {
                hashes[index] = count <= PairwiseLimit ? 0 : JsonEquality.Hash(run, item);
                order[index] = index;
                items[index++] = item;
            }

            if (count > PairwiseLimit)
                Array.Sort(hashes, order, 0, count);
            return FindPair(run, items, hashes.AsSpan(0, count), order);
        }
        finally
        {
            ArrayPool<JsonElement>.Shared.Return(items, clearArray: true);
            ArrayPool<int>.Shared.Return(hashes);
            ArrayPool<int>.Shared.Return(order);
        }
    }

    private static (int First, int Second)? FindPair(EvaluationRun run, JsonElement[] items, ReadOnlySpan<int> hashes, int[] order)
    {
        for (int i = 0; i < hashes.Length; i++)
        {
            for (int j = i + 1; j < hashes.Length && hashes[j] == hashes[i]; j++)
            {
                if (JsonEquality.AreEqual(run, items[order[i]], items[order[j]]))
                    return (Math.Min(order[i], order[j]), Math.Max(order[i], order[j]));
            }
        }

        return null;
    }
}
