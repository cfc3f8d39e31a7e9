using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Core.Teachers;

/// <summary>Reads one entry of <c>teachers:</c>; faults are noted in the map.</summary>
internal static class TeacherReader
{
    private static readonly string[] s_sampling = ["temperature", "top_p", "top_k", "max_tokens", "seed", "frequency_penalty", "presence_penalty"];

    public static TeacherDefinition Read(string name, YamlMap map)
    {
        var profile = Profile(map);
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var sampling in s_sampling.Where(map.Has))
            parameters[sampling] = Sampling(map, sampling).ToString(CultureInfo.InvariantCulture);
        foreach (var (option, value) in map.Flatten("options"))
            parameters[option] = value;
        return new TeacherDefinition
        {
            Name = name,
            Provider = profile.Name,
            Models = Models(map, profile),
            SystemPrompt = map.OptionalText("system_prompt"),
            Parameters = parameters,
            OptionsJson = Options(map),
            BaseUrl = BaseUrl(map, profile),
            KeyVariable = map.OptionalText("api_key_env") ?? profile.KeyVariable,
            Limits = Limits(map.Map("limits")),
            StructuredOutput = Structured(map),
            Stream = map.Flag("stream", false),
            Plugin = Plugin(map, profile),
        };
    }

    private static double Sampling(YamlMap map, string name)
    {
        if (name is "max_tokens" or "top_k")
            return map.Int(name, null, name == "max_tokens" ? 1 : int.MinValue);
        var number = map.Number(name);
        if (name == "seed" && !double.IsInteger(number))
            map.Fault(name, string.Create(CultureInfo.InvariantCulture, $"'{map.Path}.{name}' is '{number}'; allowed is a whole number."));
        return number;
    }

    private static ProviderProfile Profile(YamlMap map)
    {
        var provider = map.Text("provider", TeacherDefinition.OfflineProvider);
        if (ProviderProfile.Find(provider) is { } profile)
            return profile;
        map.Fault("provider", $"'{map.Path}.provider' is '{provider}'; allowed are {string.Join(", ", ProviderProfile.Names)}.");
        return ProviderProfile.Find(TeacherDefinition.OfflineProvider)!;
    }

    private static IReadOnlyList<string> Models(YamlMap map, ProviderProfile profile)
    {
        var models = map.Has("models") ? map.Texts("models") : [map.Text("model", profile.Name switch
        {
            TeacherDefinition.OfflineProvider => "rules",
            TeacherDefinition.PluginProvider => "plugin",
            _ => null,
        })];
        map.Has("model");
        if (models.Count == 0)
            map.Fault("models", $"'{map.Path}.models' is empty; name at least one model.");
        return models;
    }

    private static string? Options(YamlMap map)
    {
        if (!map.Has("options"))
            return null;
        if (map.Json("options") is JsonObject json)
            return Encoding.UTF8.GetString(CanonicalJson.ToUtf8(JsonElement.Parse(json.ToJsonString())).Span);
        map.Fault("options", $"'{map.Path}.options' must be a mapping; its entries are passed to the provider as they are.");
        return null;
    }

    private static Uri? BaseUrl(YamlMap map, ProviderProfile profile)
    {
        var text = map.OptionalText("base_url") ?? profile.BaseUrl;
        if (text is null)
        {
            if (profile.Protocol == "openai")
                map.Fault("base_url", $"'{map.Path}.base_url' is missing; provider '{profile.Name}' needs the endpoint's address, such as http://localhost:8000/v1.");
            return null;
        }

        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            // Paths are put behind it, and would end a query or be one.
            if (text.AsSpan().ContainsAny('?', '#'))
                map.Fault("base_url", $"'{map.Path}.base_url' is '{text}'; allowed is an address without ? and #.");
            return url;
        }

        map.Fault("base_url", $"'{map.Path}.base_url' is '{text}'; allowed is an address that begins with http:// or https://.");
        return null;
    }

    private static TeacherLimits Limits(YamlMap? map)
    {
        var limits = new TeacherLimits();
        if (map is null)
            return limits;
        return limits with
        {
            RequestsPerMinute = map.Has("requests_per_minute") ? map.Int("requests_per_minute", null, 1) : null,
            TokensPerMinute = map.Has("tokens_per_minute") ? map.Int("tokens_per_minute", null, 1) : null,
            Window = TimeSpan.FromSeconds(map.Number("window_seconds", limits.Window.TotalSeconds, 0.1, 3600)),
            Timeout = TimeSpan.FromSeconds(map.Number("timeout_seconds", limits.Timeout.TotalSeconds, 0.1, 3600)),
            MaxAttempts = map.Int("max_attempts", limits.MaxAttempts, 1, 100),
        };
    }

    private static StructuredOutput Structured(YamlMap map)
    {
        var text = map.Text("structured_output", "auto");
        if (Enum.TryParse<StructuredOutput>(text, ignoreCase: true, out var structured) && !char.IsAsciiDigit(text[0]))
            return structured;
        map.Fault("structured_output", $"'{map.Path}.structured_output' is '{text}'; allowed are auto, native, prompt.");
        return StructuredOutput.Auto;
    }

    private static TeacherPlugin? Plugin(YamlMap map, ProviderProfile profile)
    {
        var isPlugin = profile.Name == TeacherDefinition.PluginProvider;
        var (assembly, type) = (map.OptionalText("assembly"), map.OptionalText("type"));
        if (!isPlugin && (assembly ?? type) is not null)
            map.Fault(assembly is null ? "type" : "assembly", $"'{map.Path}' names an assembly or a type, which only provider 'plugin' has.");
        if (!isPlugin)
            return null;
        if (assembly is null || type is null)
            map.Fault("provider", $"'{map.Path}' has provider 'plugin' and lacks '{(assembly is null ? "assembly" : "type")}'; name the assembly and the full name of its IChatClient class.");
        return new TeacherPlugin(assembly ?? "", type ?? "");
    }
}
