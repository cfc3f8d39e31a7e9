using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>A model of the cache alone, where the hub cannot be asked.</summary>
internal sealed class HubStored(HubSettings settings, HubOptions options, HubCache cache)
{
    /// <summary>Finds a model and hashes its files.</summary>
    /// <param name="id">The model; its branch is where it was when it was last asked for.</param>
    /// <param name="cause">What the network said; <see langword="null"/> where it may not be asked.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/> when the cache lacks a file that it is known to need.</exception>
    public async Task<HubBase> FindAsync(HubId id, HttpRequestException? cause, CancellationToken cancellation)
    {
        var commit = HubId.IsCommit(id.Revision) ? id.Revision : cache.Commit(id.Revision) ?? throw Fault(id, cause, null);
        if (!Directory.Exists(cache.Snapshot(commit)))
            throw Fault(id, cause, null);
        string[] present = [.. Directory.GetFiles(cache.Snapshot(commit)).Where(path => options.Files.Stat(path) is not null).Select(path => Path.GetFileName(path))];
        var list = cache.ReadList(commit);
        var files = new List<HubFile>();
        foreach (var name in list ?? Guessed(id, cause, commit, present))
        {
            if (!present.Contains(name))
                throw Fault(id, cause, $"'{name}' is missing");
            var hash = await HubHash.OfAsync(cache.Find(commit, name), cancellation);
            if (cache.Etag(commit, name) is { } etag && !hash.Is(etag))
                throw Fault(id, cause, $"'{name}' has been changed");
            files.Add(new(name, hash.Sha256, hash.Size));
        }

        if (list is null)
            Warn(id, cause, commit, files);
        return HubBase.Of(id, commit, files);
    }

    /// <summary>What a model of these files needs, where nobody has noted what the hub's has.</summary>
    private List<string> Guessed(HubId id, HttpRequestException? cause, string commit, string[] present)
    {
        var lacks = !present.Contains("config.json") ? "config.json"
            : !present.Contains(HubNames.Single) && !present.Contains(HubNames.Index) ? HubNames.Single
            : !present.Contains("tokenizer.json") && !present.Contains("tokenizer.model") ? "tokenizer.json"
            : null;
        if (lacks is not null)
            throw Fault(id, cause, $"'{lacks}' is missing");
        var names = HubNames.Needed(present, id).ToList();
        if (names.Contains(HubNames.Index))
            names.AddRange(HubNames.Shards(cache.Find(commit, HubNames.Index)));
        return names;
    }

    private void Warn(HubId id, HttpRequestException? cause, string commit, List<HubFile> files) => options.Diagnostics?.Report(Diagnostic.Warning(
        Codes.BaseModelUnavailable,
        $"The files of '{id.Repository}' at commit '{commit}' in the cache '{settings.CacheFolder}' could not be compared with the hub's list, because {(cause is null ? "HF_HUB_OFFLINE forbids to ask" : $"{settings.Endpoint.Host} cannot be reached")} and another program put them there. "
        + $"The base model is what lies there: {string.Join(", ", files.Select(file => file.Name))}. If it lacks one, such as the chat template, build once with network and -p:SynthForce=FetchBase."));

    private SynthException Fault(HubId id, HttpRequestException? cause, string? why) => cause is null ? HubFaults.Offline(id, settings, why) : HubFaults.Unreachable(id, settings, cause, why);
}
