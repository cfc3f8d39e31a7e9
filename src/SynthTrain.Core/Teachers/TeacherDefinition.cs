namespace SynthTrain.Core.Teachers;

/// <summary>One named teacher of <c>configs/teacher.yaml</c>.</summary>
public sealed record TeacherDefinition
{
    /// <summary>The provider whose answers are rules, not a model's.</summary>
    public const string OfflineProvider = "offline";

    /// <summary>The identity under which <c>runtime.dry_run: true</c> writes placeholders.</summary>
    public const string DryRunProvider = "dry-run";

    /// <summary>The name that requests and <c>SynthTeacher</c> use.</summary>
    public required string Name { get; init; }

    /// <summary><c>offline</c> (default), <c>dry-run</c>, or a provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>Models in fallback order.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>System prompt put before every conversation; null for none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Sampling parameters and provider options that shape answers, flattened (<c>temperature</c>, <c>top_p</c>, <c>options.seed</c>, …), sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Milliseconds that the offline teacher waits before it answers (<c>runtime.latency_ms</c>, default 0); shapes no answer, so part of no key.</summary>
    public int LatencyMs { get; init; }

    /// <summary>What keys hash: everything that shapes an answer, as sorted name/value pairs, the system prompt included.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> KeyParameters()
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["teacher.provider"] = Provider,
            ["teacher.models"] = string.Join(',', Models),
        };
        if (SystemPrompt is not null)
            pairs["teacher.system_prompt"] = SystemPrompt;
        foreach (var (name, value) in Parameters)
            pairs["teacher." + name] = value;
        return [.. pairs];
    }
}
