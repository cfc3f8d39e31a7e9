using System.Net;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>What the hub refuses, in words that say what to do [huggingface_hub utils/_http.py: hf_raise_for_status, the header X-Error-Code].</summary>
internal static class HubFaults
{
    /// <param name="response">An answer that is no success.</param>
    /// <param name="id">What was asked for.</param>
    /// <param name="settings">Where.</param>
    /// <param name="file">The file, if one was asked for.</param>
    public static SynthException Of(HttpResponseMessage response, HubId id, HubSettings settings, string? file = null)
    {
        var code = response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.FirstOrDefault() : null;
        var (status, page) = ((int)response.StatusCode, new Uri(settings.Endpoint, id.Repository));
        var text = (code, response.StatusCode) switch
        {
            ("GatedRepo", _) => $"The model '{id.Repository}' is gated. Accept its terms at {page}, then {(settings.Token is null ? "set HF_TOKEN to a token of that account" : "use a token (HF_TOKEN) of the account that accepted them; the one that is set has no access")}.",
            ("RevisionNotFound", _) => $"The model '{id.Repository}' has no revision '{id.Revision}'. {(HubId.IsCommit(id.Revision) ? "If the project's lockfile names this commit, it was taken out of the model's history: pin today's with -p:SynthForce=FetchBase" : $"Look at its branches and tags at {page}")}.",
            ("EntryNotFound", _) => $"The model '{id.Repository}' has no file '{file}' at revision '{id.Revision}', although it lists it. Try again later.",
            (_, HttpStatusCode.Unauthorized) when settings.Token is not null && code != "RepoNotFound" => $"The token in HF_TOKEN is not accepted by {settings.Endpoint.Host}, so that '{id.Repository}' cannot be read. Make a new one with read access, or unset HF_TOKEN for a public model.",
            ("RepoNotFound", _) or (_, HttpStatusCode.NotFound or HttpStatusCode.Unauthorized) => $"There is no model '{id.Repository}' at {settings.Endpoint.Host}, or it is private. Check the spelling{(settings.Token is null ? "; for a private model set HF_TOKEN to a token that may read it" : "; the account of HF_TOKEN cannot see it")}.",
            (_, HttpStatusCode.Forbidden) => $"{settings.Endpoint.Host} refuses '{id.Repository}'{(file is null ? "" : $" ({file})")} with status 403. {(settings.Token is null ? "Set HF_TOKEN to a token that may read it" : "Use a token (HF_TOKEN) that may read it")}.",
            (_, HttpStatusCode.TooManyRequests) => $"{settings.Endpoint.Host} asks for fewer requests (status 429) and still does after several tries. Wait some minutes and build again; what was downloaded is kept{(settings.Token is null ? ". With HF_TOKEN set the limits are higher" : "")}.",
            _ => $"{settings.Endpoint.Host} answers '{id.Repository}'{(file is null ? "" : $" ({file})")} with status {status}, after several tries. Build again later; what was downloaded is kept.",
        };
        return new SynthException(Codes.BaseModelUnavailable, text);
    }

    /// <summary>The network failed, and the cache does not help.</summary>
    public static SynthException Unreachable(HubId id, HubSettings settings, Exception cause, string? why = null) => new(
        Diagnostic.Error(Codes.BaseModelUnavailable, $"The model '{id.Repository}' is not wholly in the cache '{settings.CacheFolder}'{(why is null ? "" : $" ({why})")}, and {settings.Endpoint.Host} cannot be reached: {cause.Message} Check the network or HF_ENDPOINT and build again; what was downloaded is kept."), cause);

    /// <summary>Nothing may be asked, and the cache does not have it.</summary>
    public static SynthException Offline(HubId id, HubSettings settings, string? why) => new(
        Codes.BaseModelUnavailable,
        $"The model '{id.Repository}' at revision '{id.Revision}' is not wholly in the cache '{settings.CacheFolder}'{(why is null ? "" : $" ({why})")}, and HF_HUB_OFFLINE forbids to download it. Unset HF_HUB_OFFLINE once, copy the cache from a machine that has it, or name a local folder as the base.");

    /// <summary>A file is not what was promised.</summary>
    public static SynthException Damaged(HubId id, HubHead promised, HubHash actual) => new(
        Codes.BadDownload,
        $"'{promised.Name}' of '{id.Repository}' arrived twice with {actual.Size} bytes and the hash '{(promised.Etag.Length == 40 ? actual.Git : actual.Sha256)}', but the hub promised {promised.Size} bytes and '{promised.Etag}'. It was thrown away. Something on the way changes files, such as a proxy; try another network or HF_ENDPOINT.");
}
