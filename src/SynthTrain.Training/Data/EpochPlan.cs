using System.Globalization;
using SynthTrain.Core.Hashing;
using SynthTrain.Training.Runs;

namespace SynthTrain.Training.Data;

/// <summary>The micro-batches of an epoch: rows in an order that seed and epoch alone decide, cut into batches; the last may be smaller.</summary>
internal static class EpochPlan
{
    public static List<MicroBatch> Of(TrainingRows rows, int batchSize, long seed, int epoch)
    {
        var order = Enumerable.Range(0, rows.Count).ToArray();
        new SeededRandom("order", seed.ToString(CultureInfo.InvariantCulture), epoch.ToString(CultureInfo.InvariantCulture)).Shuffle<int>(order);
        return [.. order.Chunk(batchSize).Select(chunk => new MicroBatch(chunk, chunk.Sum(row => (long)rows.Tokens(row))) { Padded = chunk.Length * chunk.Max(row => (long)rows.Tokens(row)) })];
    }
}
