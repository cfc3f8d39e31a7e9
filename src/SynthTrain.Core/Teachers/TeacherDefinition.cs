namespace SynthTrain.Core.Teachers;

/// <summary>One named teacher of <c>configs/teacher.yaml</c>.</summary>
public sealed record TeacherDefinition
{
    /// <summary>The provider whose answers are rules, not a model's.</summary>
    public const string OfflineProvider = "offline";

    /// <summary>The identity under which <c>runtime.dry_run: true</c> writes placeholders.</summary>
    public const string DryRunProvider = "dry-run";

    /// <summary>The provider that is a user's own <c>IChatClient</c>.</summary>
    public const string PluginProvider = "plugin";

    /// <summary>The name that <c>SynthTeacher=replay</c> (or <c>replay:NAME</c>) takes: recorded replies alone, no provider.</summary>
    public const string ReplayName = "replay";

    /// <summary>The key parameter that only a user's chat client has.</summary>
    internal const string PluginKey = "teacher.plugin";

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

    /// <summary>The provider options as canonical JSON, passed through as they are; null for none.</summary>
    public string? OptionsJson { get; init; }

    /// <summary>The endpoint; null for a provider without one. Part of no key: the same model elsewhere is the same model.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The environment variable that holds the key; null when no key is sent.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Rates, timeout, attempts.</summary>
    public TeacherLimits Limits { get; init; } = new();

    /// <summary>How the response schema reaches the provider. Part of the key unless it is <see cref="StructuredOutput.Auto"/>.</summary>
    public StructuredOutput StructuredOutput { get; init; }

    /// <summary>Whether replies are streamed, so that a reply that stops coming is noticed early; default false. Part of no key.</summary>
    public bool Stream { get; init; }

    /// <summary>The user's chat client; null for any other provider.</summary>
    public TeacherPlugin? Plugin { get; init; }

    /// <summary>Whether only recorded replies answer. Part of no key: a replay is current where the recorded run is.</summary>
    public bool Replay { get; init; }

    /// <summary>Whether a model answers, so that answers are checked against the schema, corrected once, then rejected.</summary>
    public bool IsModel => Provider is not (OfflineProvider or DryRunProvider);

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
        if (StructuredOutput != StructuredOutput.Auto)
            pairs["teacher.structured_output"] = StructuredOutput.ToString().ToLowerInvariant();
        if (Plugin is not null)
            pairs[PluginKey] = $"{Plugin.Type}, {Plugin.Assembly}";
        if (Plugin?.Version is { } version)
            pairs["teacher.plugin_version"] = version;
        foreach (var (name, value) in Parameters)
            pairs["teacher." + name] = value;
        return [.. pairs];
    }
}
