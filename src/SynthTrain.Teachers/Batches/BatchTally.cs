using SynthTrain.Core.Diagnostics;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Teachers.Batches;

/// <summary>What a job's results came to.</summary>
/// <param name="nothing">What no request at all costs: null when no price is known.</param>
internal sealed class BatchTally(decimal? nothing)
{
    /// <summary>Replies that are new in the reply cache.</summary>
    public int Replies { get; set; }

    /// <summary>Results of requests that had a reply already.</summary>
    public int Doubled { get; set; }

    /// <summary>Replies to requests that this build does not ask, kept for one that does.</summary>
    public int Kept { get; set; }

    /// <summary>Results that answer nothing that was asked.</summary>
    public int Unknown { get; set; }

    /// <summary>Requests that ended in a fault, expired or were cancelled.</summary>
    public int Failed { get; set; }

    /// <summary>Requests that no model would take.</summary>
    public int Rejected { get; set; }

    /// <summary>The first fault in words.</summary>
    public string? Message { get; set; }

    /// <summary>The first fault that another job would meet again.</summary>
    public SynthException? Error { get; set; }

    /// <summary>Tokens and money of the replies.</summary>
    public SpendUsage Usage { get; private set; } = new(0, 0, nothing);

    /// <summary>Whether none of the results is of a request that was meant.</summary>
    public bool IsForeign => Unknown > 0 && Replies + Doubled + Kept + Failed + Rejected == 0;

    /// <summary>Counts what a request came to.</summary>
    public void Add(in SpendUsage usage) => Usage = new SpendUsage(
        Usage.InputTokens + usage.InputTokens,
        Usage.OutputTokens + usage.OutputTokens,
        usage.Cost is null ? Usage.Cost : (Usage.Cost ?? 0) + usage.Cost);

    /// <summary>In words; what did not happen is left out.</summary>
    public override string ToString()
    {
        (int Count, string Word)[] parts = [(Replies, "replies"), (Failed, "failed"), (Rejected, "rejected"), (Doubled, "doubled"), (Kept, "kept for other rows"), (Unknown, "unknown")];
        return string.Join(", ", parts.Where(part => part.Count > 0 || part.Word == "replies").Select(part => $"{part.Count} {part.Word}"));
    }
}
