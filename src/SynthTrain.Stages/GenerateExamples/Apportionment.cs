namespace SynthTrain.Stages.GenerateExamples;

/// <summary>Deals batches out by weight, so that a larger total only appends batches and another weight of one part moves none that the others keep.</summary>
/// <remarks>
/// Sainte-Laguë's divisors (1, 3, 5, …) after one batch for everyone. Divisor methods give batches out one by one, so they know no Alabama paradox; largest remainders do
/// (Balinski and Young, Fair Representation, 1982). A part whose weight changes gains from the others, or loses to them, whole batches at their ends.
/// </remarks>
internal static class Apportionment
{
    /// <summary>The sizes of each part's batches, in order; every part has one or more.</summary>
    /// <param name="weights">Above 0, one a part.</param>
    /// <param name="count">Examples in all; with fewer examples than parts every part has one.</param>
    /// <param name="perBatch">The most of one batch.</param>
    public static IReadOnlyList<int>[] Of(IReadOnlyList<double> weights, int count, int perBatch)
    {
        var batches = (int)(((long)count + perBatch - 1) / perBatch);
        return batches <= weights.Count ? OneEach(weights.Count, count) : ByWeight(weights, batches, perBatch, count - ((batches - 1) * perBatch));
    }

    private static IReadOnlyList<int>[] OneEach(int parts, int count) =>
        [.. Enumerable.Range(0, parts).Select(part => (IReadOnlyList<int>)[Math.Max(1, (count / parts) + (part < count % parts ? 1 : 0))])];

    private static IReadOnlyList<int>[] ByWeight(IReadOnlyList<double> weights, int batches, int perBatch, int last)
    {
        var dealt = weights.Select(_ => new List<int> { perBatch }).ToArray();
        var next = new PriorityQueue<int, (double Quotient, int Part)>();
        for (var part = 0; part < weights.Count; part++)
            next.Enqueue(part, (-weights[part] / 3, part));
        for (var batch = weights.Count; batch < batches; batch++)
        {
            var part = next.Dequeue();
            dealt[part].Add(batch == batches - 1 ? last : perBatch);
            next.Enqueue(part, (-weights[part] / ((2 * dealt[part].Count) + 1), part));
        }

        return dealt;
    }
}
