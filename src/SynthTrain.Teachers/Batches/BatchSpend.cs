using SynthTrain.Teachers.Money;

namespace SynthTrain.Teachers.Batches;

/// <summary>Holds what whole jobs can cost before they are submitted, and settles what they came to.</summary>
/// <remarks>A hold lives as long as the process: a job that a later build takes the results of stays counted at its bound.</remarks>
internal sealed class BatchSpend(BatchOptions options)
{
    private readonly Dictionary<string, SpendHold> _holds = new(StringComparer.Ordinal);

    /// <summary>Holds a job's bound.</summary>
    public async Task HoldAsync(BatchPart part, CancellationToken cancellationToken)
    {
        if (options.Account is { } account)
        {
            var bound = new SpendEstimate(options.Teacher.Models[0], part.Requests.Count, part.Requests.Sum(request => (long)request.InputTokens), part.Requests.Sum(request => (long)request.OutputTokens), IsBatch: true)
            {
                // Prices are by the prompt's length: the job's sum is no prompt.
                Cost = part.Requests.Select(BoundOf).Aggregate((decimal?)0, (sum, cost) => sum + cost),
            };
            _holds[part.Hash] = await account.HoldAsync(bound, cancellationToken);
        }
    }

    /// <summary>The most that one request can come to.</summary>
    public decimal? BoundOf(NotedRequest request) => options.Bound(new SpendEstimate(options.Teacher.Models[0], 1, request.InputTokens, request.OutputTokens, IsBatch: true));

    /// <summary>Settles a job, if this process has held it.</summary>
    public void Settle(string hash, SpendUsage usage)
    {
        if (_holds.Remove(hash, out var hold))
            options.Account!.Settle(hold, usage);
    }
}
