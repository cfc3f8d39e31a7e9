using System.Text.Json;

namespace SynthTrain.Loopback.Batches;

/// <summary>A job. Its phase follows from the time alone, so nothing runs while nobody asks.</summary>
internal sealed class BatchJob
{
    private const double ValidatingShare = 0.1;
    private const double FinalizingShare = 0.9;
    private readonly Lock _lock = new();
    private IReadOnlyList<BatchResult>? _results;

    /// <summary>Its number, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its requests.</summary>
    public required IReadOnlyList<BatchRow> Rows { get; init; }

    /// <summary>What goes wrong.</summary>
    public required BatchRule Rule { get; init; }

    /// <summary>When it was made, since the server's start.</summary>
    public required TimeSpan Made { get; init; }

    /// <summary>How long it takes.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>When it was made, by the clock.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The model, where the job has one.</summary>
    public string Model { get; init; } = "";

    /// <summary>What the client called it.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The file its requests came in; null for none.</summary>
    public string? InputFile { get; init; }

    /// <summary>The path of its requests.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>What the client attached, as JSON; null for nothing.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Why it is refused as a whole; null when it is not.</summary>
    public string? Fault { get; init; }

    /// <summary>When the client cancelled it, since the server's start; null when it did not.</summary>
    public TimeSpan? CancelledAt { get; set; }

    /// <summary>How it ends.</summary>
    public BatchEnd End => Fault is not null || Rule.End == BatchEnd.Failed ? BatchEnd.Failed : CancelledAt is not null ? BatchEnd.Cancelled : Rule.End;

    /// <summary>How far it is.</summary>
    public BatchPhase Phase(TimeSpan now)
    {
        if (CancelledAt is { } cancelled)
            return now - cancelled < Duration * ValidatingShare ? BatchPhase.Cancelling : BatchPhase.Ended;
        var share = Duration > TimeSpan.Zero ? (now - Made) / Duration : 1;
        if (share < ValidatingShare)
            return BatchPhase.Validating;
        if (End == BatchEnd.Failed || share >= 1)
            return BatchPhase.Ended;
        return share < FinalizingShare ? BatchPhase.Running : BatchPhase.Finalizing;
    }

    /// <summary>The results, made once.</summary>
    public IReadOnlyList<BatchResult> Results(Func<BatchJob, IReadOnlyList<BatchResult>> make)
    {
        lock (_lock)
            return _results ??= make(this);
    }

    /// <summary>Marks it as cancelled, unless it is over.</summary>
    public void Cancel(TimeSpan now)
    {
        if (Phase(now) is not (BatchPhase.Ended or BatchPhase.Cancelling))
            CancelledAt = now;
    }
}
