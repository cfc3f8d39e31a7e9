using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>Has a model of the hub in the user's cache: what is there is checked and used, what is not is downloaded.</summary>
public sealed class HubFetcher(HubSettings settings, HubOptions? options = null)
{
    private static readonly TimeSpan s_otherDownload = TimeSpan.FromHours(12);
    private readonly HubOptions _options = options ?? new();

    /// <summary>Finds or downloads a model.</summary>
    /// <param name="id">The model.</param>
    /// <param name="pin">The commit that is meant, where an earlier build named it; a branch may have moved since.</param>
    /// <param name="cancellation">Stops; what was downloaded is kept.</param>
    /// <returns>The commit and its files by hash.</returns>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/>, <see cref="Codes.BadDownload"/>.</exception>
    public async Task<HubBase> FetchAsync(HubId id, string? pin, CancellationToken cancellation)
    {
        var cache = new HubCache(_options.Files, settings.CacheFolder, id);
        var meant = id with { Revision = pin ?? id.Revision };
        if (settings.Offline)
            return await new HubStored(settings, _options, cache).FindAsync(meant, null, cancellation);
        using var client = new HubClient(settings, _options);
        try
        {
            var revision = await client.RevisionAsync(meant, cancellation);
            var found = await DownloadAsync(new(client, cache, id with { Revision = revision.Commit }), HubNames.Needed(revision.Files, id), cancellation);
            if (!HubId.IsCommit(meant.Revision))
                cache.WriteRef(meant.Revision, revision.Commit);
            cache.WriteList(revision.Commit, found.Files.Select(file => file.Name));
            return found;
        }
        catch (HttpRequestException exception)
        {
            return await new HubStored(settings, _options, cache).FindAsync(meant, exception, cancellation);
        }
    }

    /// <summary>Has the files of a <c>base.json</c>, and gives their paths: those that are gone or have other bytes are downloaded again, and must be the same.</summary>
    /// <param name="pinned">What <c>base.json</c> says.</param>
    /// <param name="cancellation">Stops; what was downloaded is kept.</param>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/>, <see cref="Codes.BadDownload"/>.</exception>
    public async Task<IReadOnlyList<string>> EnsureAsync(HubBase pinned, CancellationToken cancellation)
    {
        var cache = new HubCache(_options.Files, settings.CacheFolder, pinned.Id);
        var gone = new List<string>();
        foreach (var file in pinned.Files)
        {
            var path = cache.Find(pinned.Commit, file.Name);
            if (_options.Files.Stat(path)?.Length != file.Size || (await HubHash.OfAsync(path, cancellation)).Sha256 != file.Sha256)
                gone.Add(file.Name);
        }

        if (gone.Count > 0 && settings.Offline)
            throw HubFaults.Offline(pinned.Id, settings, $"'{gone[0]}' is {(IsThere(cache.Find(pinned.Commit, gone[0])) ? "not the file that base.json names" : "missing")}");
        if (gone.Count > 0)
            await RestoreAsync(cache, pinned, gone, cancellation);
        return [.. pinned.Files.Select(file => cache.Find(pinned.Commit, file.Name))];
    }

    private async Task RestoreAsync(HubCache cache, HubBase pinned, List<string> gone, CancellationToken cancellation)
    {
        using var client = new HubClient(settings, _options);
        try
        {
            // A name that leads to other bytes is no answer to which ones are meant: the hub is asked.
            foreach (var name in gone)
                _options.Files.Delete(cache.Find(pinned.Commit, name));
            var found = await DownloadAsync(new(client, cache, pinned.Id), gone, cancellation);
            var others = found.Files.Except(pinned.Files).Where(file => gone.Contains(file.Name)).ToList();
            foreach (var file in others)
                _options.Files.Delete(cache.Find(pinned.Commit, file.Name));
            if (others is [var other, ..])
                throw new SynthException(Codes.BadDownload, $"'{other.Name}' of '{pinned.Id.Repository}' at commit '{pinned.Commit}' has the SHA-256 '{other.Sha256}', but base.json names '{pinned.Files.First(file => file.Name == other.Name).Sha256}'. It was taken out of the cache. Check HF_ENDPOINT, or take today's model with -p:SynthForce=FetchBase.");
        }
        catch (HttpRequestException exception)
        {
            throw HubFaults.Unreachable(pinned.Id, settings, exception);
        }
    }

    private async Task<HubBase> DownloadAsync(HubWork work, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var found = new List<HubFile>();
        await AddAsync(work, names, found, cancellation);
        if (names.Contains(HubNames.Index))
            await AddAsync(work, [.. HubNames.Shards(work.Cache.Find(work.Id.Revision, HubNames.Index)).Except(found.Select(file => file.Name))], found, cancellation);
        return HubBase.Of(work.Id, work.Id.Revision, found);
    }

    private async Task AddAsync(HubWork work, IReadOnlyList<string> names, List<HubFile> found, CancellationToken cancellation)
    {
        var heads = new List<HubHead>();
        foreach (var name in names)
        {
            if (await CachedAsync(work, name, cancellation) is { } file)
                found.Add(file);
            else
                heads.Add(await work.Client.HeadAsync(work.Id, name, cancellation));
        }

        var (done, total) = (0L, heads.Sum(head => head.Size));
        foreach (var head in heads)
        {
            found.Add(await GetAsync(work, head, bytes => Report(done + bytes, total), cancellation));
            done += head.Size;
        }
    }

    /// <summary>A file that the cache has; one that is not what its name among the blobs says is taken away.</summary>
    private async Task<HubFile?> CachedAsync(HubWork work, string name, CancellationToken cancellation)
    {
        var (cache, commit) = (work.Cache, work.Id.Revision);
        if (!IsThere(cache.Find(commit, name)))
            return null;
        var etag = cache.Etag(commit, name) ?? (await work.Client.HeadAsync(work.Id, name, cancellation)).Etag;
        var hash = await HubHash.OfAsync(cache.Find(commit, name), cancellation);
        if (hash.Is(etag))
            return new(name, hash.Sha256, hash.Size);
        cache.Forget(commit, name, etag);
        return null;
    }

    private async Task<HubFile> GetAsync(HubWork work, HubHead head, Action<long> report, CancellationToken cancellation)
    {
        var (cache, files) = (work.Cache, _options.Files);
        using var hold = await FileLock.TakeAsync(files, cache.Lock(head.Etag), $"The download of '{head.Name}'", (s_otherDownload, _options.Time), cancellation);
        for (var downloads = 0; ;)
        {
            // Another process may have been first, while this one waited.
            var path = cache.Blob(head.Etag);
            if (files.Stat(path) is null)
            {
                downloads++;
                await work.Client.DownloadAsync(work.Id, head, path = cache.Partial(head.Etag), report, cancellation);
            }

            var hash = await HubHash.OfAsync(path, cancellation);
            if (hash.Is(head.Etag))
            {
                if (path != cache.Blob(head.Etag))
                    files.Replace(path, cache.Blob(head.Etag));
                cache.Place(work.Id.Revision, head.Name, head.Etag);
                return new(head.Name, hash.Sha256, hash.Size);
            }

            // What was gone on with may be the cause: once more, from the start.
            files.Delete(path);
            if (downloads == 2)
                throw HubFaults.Damaged(work.Id, head, hash);
        }
    }

    /// <summary>Not <see cref="File.Exists"/>, for which a link to nowhere is a file.</summary>
    private bool IsThere(string path) => _options.Files.Stat(path) is not null;

    private void Report(long bytes, long total) => _options.Progress?.Report(new StageProgress(bytes / 1_000_000, total / 1_000_000, 0, 0, null) { Unit = "MB" });
}
