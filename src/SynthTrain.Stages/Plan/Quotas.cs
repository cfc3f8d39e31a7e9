namespace SynthTrain.Stages.Plan;

/// <summary>Whole numbers of rows.</summary>
internal static class Quotas
{
    /// <summary>Shares a total out by weight: each gets its exact share rounded down, and what remains goes one by one to the
    /// largest remainders (Hamilton's method), to the earlier entry on a tie.</summary>
    public static int[] ByWeight(IReadOnlyList<double> weights, int total)
    {
        var sum = weights.Sum();
        var shares = weights.Select(weight => total * weight / sum).ToArray();
        var quotas = shares.Select(share => (int)Math.Floor(share + 1e-9)).ToArray();
        var byRemainder = Enumerable.Range(0, quotas.Length).OrderByDescending(i => Math.Round(shares[i] - quotas[i], 9)).ToArray();
        for (var i = 0; quotas.Sum() < total; i++)
            quotas[byRemainder[i]]++;
        return quotas;
    }

    /// <summary>Every index as often as its quota says, spread so that each stretch has about the same shares.</summary>
    public static int[] Interleave(int[] quotas)
    {
        var total = quotas.Sum();
        var dealt = new int[quotas.Length];
        var sequence = new int[total];
        for (var at = 0; at < total; at++)
        {
            var best = -1;
            var bestDebt = long.MinValue;
            for (var i = 0; i < quotas.Length; i++)
            {
                var debt = ((long)quotas[i] * (at + 1)) - ((long)dealt[i] * total);
                if (dealt[i] < quotas[i] && debt > bestDebt)
                    (best, bestDebt) = (i, debt);
            }

            sequence[at] = best;
            dealt[best]++;
        }

        return sequence;
    }
}
