namespace SynthTrain.Bench.Rows;

/// <summary>What one run of the row stage took, in a process of its own.</summary>
internal sealed record Measured
{
    public required int Count { get; init; }

    /// <summary>Wall time of the whole run: opening the journal, all rows, writing the outputs.</summary>
    public required double Seconds { get; init; }

    /// <summary>Mean wait inside the teacher.</summary>
    public required double MeanLatencyMs { get; init; }

    /// <summary>Processor time of the whole process, its start included.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Peak resident memory of the process (VmHWM).</summary>
    public required long PeakBytes { get; init; }

    public required long Calls { get; init; }

    public required long Reused { get; init; }

    public required int Collections { get; init; }

    /// <summary>Bytes allocated in all.</summary>
    public required long Allocated { get; init; }
}
