namespace SynthTrain.Core.Teachers;

/// <summary>How fast, how long and how often a teacher's provider is asked (<c>limits:</c> of <c>configs/teacher.yaml</c>). They shape no answer, so they are part of no key.</summary>
public sealed record TeacherLimits
{
    /// <summary>Requests in any window, for each model; null (default) for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any window, for each model: the prompt's and the most that the reply may have; null (default) for no limit.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>The window that the two limits above count in; default one minute, as providers count.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one attempt may take in all; default 2 minutes, since long answers take that long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Attempts at one model for one request, the first one included; default 6.</summary>
    public int MaxAttempts { get; init; } = 6;
}
