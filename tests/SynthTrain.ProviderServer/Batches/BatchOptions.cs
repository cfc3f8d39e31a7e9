namespace SynthTrain.Loopback.Batches;

/// <summary>How batch jobs run, and the limits that providers publish; smaller ones make tests quick.</summary>
public sealed record BatchOptions
{
    /// <summary>Milliseconds from a job's making to its end; default 200.</summary>
    public double JobMs { get; init; } = 200;

    /// <summary>Requests in one job of OpenAI; default 50,000.</summary>
    public int OpenAiRequests { get; init; } = 50_000;

    /// <summary>Bytes of one input file of OpenAI; default 200 MB.</summary>
    public long OpenAiBytes { get; init; } = 200_000_000;

    /// <summary>Requests in one job of Anthropic; default 100,000.</summary>
    public int AnthropicRequests { get; init; } = 100_000;

    /// <summary>Bytes of one job of Anthropic; default 256 MB.</summary>
    public long AnthropicBytes { get; init; } = 256_000_000;

    /// <summary>Bytes of an inline job of Gemini; default 20 MB.</summary>
    public long GeminiInlineBytes { get; init; } = 20_000_000;

    /// <summary>Bytes of an input file of Gemini; default 2 GB.</summary>
    public long GeminiFileBytes { get; init; } = 2_000_000_000;

    /// <summary>Jobs of Gemini that may be under way at once; default 100.</summary>
    public int GeminiJobs { get; init; } = 100;
}
