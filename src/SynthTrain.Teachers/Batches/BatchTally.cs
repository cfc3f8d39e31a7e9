using SynthTrain.Core.Diagnostics;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Teachers.Batches;

/// <summary>What a job's results came to.</summary>
internal sealed class BatchTally
{
    /// <summary>Replies that are new in the reply cache.</summary>
    public int Replies { get; set; }

    /// <summary>Results of requests that had a reply already.</summary>
    public int Doubled { get; set; }

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
    public SpendUsage Usage { get; set; } = new(0, 0, null);

    /// <summary>In words; what did not happen is left out.</summary>
    public override string ToString()
    {
        (int Count, string Word)[] parts = [(Replies, "replies"), (Failed, "failed"), (Rejected, "rejected"), (Doubled, "doubled"), (Unknown, "unknown")];
        return string.Join(", ", parts.Where(part => part.Count > 0 || part.Word == "replies").Select(part => $"{part.Count} {part.Word}"));
    }
}
