using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>How the hub is reached, by the environment variables that Hugging Face's own programs read [huggingface_hub constants.py].</summary>
/// <remarks>No record: a record would print the token.</remarks>
public sealed class HubSettings
{
    private static readonly string[] s_offline = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];
    private static readonly string[] s_yes = ["1", "ON", "YES", "TRUE"];

    /// <summary>The server.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co/");

    /// <summary>The folder of models, shared with Hugging Face's own programs.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Whether nothing may be asked of the network.</summary>
    public bool Offline { get; init; }

    /// <summary>Sent to <see cref="Endpoint"/> and nowhere else; never printed.</summary>
    internal string? Token { get; init; }

    /// <summary>Reads the environment: <c>HF_ENDPOINT</c>, <c>HF_HUB_CACHE</c>, <c>HF_HOME</c>, <c>XDG_CACHE_HOME</c>, <c>HF_HUB_OFFLINE</c>, <c>HF_TOKEN</c>, <c>HF_TOKEN_PATH</c>.</summary>
    /// <param name="variable">A variable's value.</param>
    /// <param name="secret">The same for what must never be printed; asked first.</param>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/> for an endpoint that is no address.</exception>
    public static HubSettings From(Func<string, string?> variable, Func<string, string?>? secret = null)
    {
        var home = Path.GetFullPath(Expand(Text("HF_HOME")) ?? Path.Combine(Expand(Text("XDG_CACHE_HOME")) ?? Path.Combine(UserFolder(), ".cache"), "huggingface"), UserFolder());
        var cache = Expand(Text("HF_HUB_CACHE") ?? Text("HUGGINGFACE_HUB_CACHE")) ?? Path.Combine(home, "hub");
        return new HubSettings
        {
            Endpoint = Address(Text("HF_ENDPOINT") ?? "https://huggingface.co"),
            CacheFolder = Path.GetFullPath(cache, UserFolder()),
            Offline = s_offline.Any(name => s_yes.Contains(Text(name), StringComparer.OrdinalIgnoreCase)),
            Token = Trimmed(secret?.Invoke("HF_TOKEN")) ?? Text("HF_TOKEN") ?? Text("HUGGING_FACE_HUB_TOKEN") ?? Stored(Expand(Text("HF_TOKEN_PATH")) ?? Path.Combine(home, "token")),
        };

        string? Text(string name) => Trimmed(variable(name));
    }

    private static string UserFolder() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static string? Expand(string? path) => path is not null && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) ? UserFolder() + path[1..] : path;

    private static Uri Address(string text)
    {
        // What stands before an '@' is a password, and goes into no message.
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
            return address;
        throw new SynthException(Codes.BaseModelUnavailable, $"HF_ENDPOINT is {(text.Contains('@', StringComparison.Ordinal) ? "an address with '@'" : $"'{text}'")}; allowed is an http or https address without user name, such as 'https://huggingface.co'.");
    }

    private static string? Stored(string path)
    {
        try
        {
            return File.Exists(path) ? Trimmed(File.ReadAllText(path)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
