using System.Text.Json;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>An OpenAI-compatible endpoint and how it is asked.</summary>
public sealed record EndpointOptions
{
    /// <summary>The variable of the environment, or of <c>.env</c>, that holds the bearer key. Its name is ours alone, so that no other provider's key goes to a server it was not meant for.</summary>
    public const string KeyVariable = "SYNTH_EVAL_API_KEY";

    /// <summary>The address up to, or with, <c>/v1</c>: <c>http://127.0.0.1:8080</c>.</summary>
    public required Uri Base { get; init; }

    /// <summary>The model's name there; llama-server takes any.</summary>
    public string Model { get; init; } = "default";

    /// <summary>The bearer key; <see langword="null"/> sends none.</summary>
    public string? Key { get; init; }

    /// <summary>The most tokens of an answer.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>The seed; the temperature is 0.</summary>
    public long Seed { get; init; }

    /// <summary>The schema that answers are held to (<c>response_format</c>); <see langword="null"/> = anything.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Attempts at a row, the first among them.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The longest silence between two parts of an answer, the first among them.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait after the first failed attempt; it doubles with each.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest <c>Retry-After</c> that is waited for.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where answers are asked for.</summary>
    internal Uri Address
    {
        get
        {
            var path = Base.AbsolutePath.TrimEnd('/');
            return new UriBuilder(Base) { Path = (path.EndsWith("/v1", StringComparison.Ordinal) ? path : path + "/v1") + "/chat/completions" }.Uri;
        }
    }

    /// <summary>Reads an address as a project gives it.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>; the text is not repeated where it may hold a key.</exception>
    public static Uri ParseBase(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new SynthException(Codes.BadOption, $"Option 'endpoint' is '{Open(text)}'; allowed is the address of an OpenAI-compatible server, such as http://127.0.0.1:8080.");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new SynthException(Codes.BadOption, $"Option 'endpoint' names {address.Host} with a user, a query or a fragment, which may be a secret; leave them out, and put the key into {KeyVariable} of the environment or of .env.");
        return address;
    }

    /// <summary>What of an address can be no secret: nothing where there is a user, nothing of a query or a fragment.</summary>
    private static string Open(string text)
    {
        var end = text.IndexOfAny(['?', '#', '@']);
        return end < 0 ? text : text[end] == '@' || text.Contains('@', StringComparison.Ordinal) ? "…" : text[..end] + "…";
    }
}
