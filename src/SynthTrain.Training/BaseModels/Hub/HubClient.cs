using System.Net;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>What is asked of the hub: revisions, heads and bytes of files [huggingface_hub hf_api.py: model_info; file_download.py: get_hf_file_metadata, http_get].</summary>
internal sealed class HubClient(HubSettings settings, HubOptions options) : IDisposable
{
    private const int PieceBytes = 1 << 18;
    private readonly HubTransport _transport = new(settings, options);

    /// <summary>The commit and the files of a revision.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/>.</exception>
    /// <exception cref="HttpRequestException">The network failed.</exception>
    public async Task<HubRevision> RevisionAsync(HubId id, CancellationToken cancellation)
    {
        using var response = await _transport.AskAsync(new(HttpMethod.Get, new Uri(settings.Endpoint, $"api/models/{id.Repository}/revision/{Uri.EscapeDataString(id.Revision)}")) { Whole = true }, cancellation);
        if (!response.IsSuccessStatusCode)
            throw HubFaults.Of(response, id, settings);
        try
        {
            using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
            var root = document.RootElement;
            if (root.GetProperty("sha").GetString() is { } commit && HubId.IsCommit(commit) && (!HubId.IsCommit(id.Revision) || commit == id.Revision))
                return new(commit, [.. root.GetProperty("siblings").EnumerateArray().Select(file => file.GetProperty("rfilename").GetString() ?? "")]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw NoHub(exception);
        }

        throw NoHub(null);
    }

    /// <summary>What a file is.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/>, or <see cref="Codes.BadDownload"/> when the server names no hash.</exception>
    /// <exception cref="HttpRequestException">The network failed.</exception>
    public async Task<HubHead> HeadAsync(HubId id, string name, CancellationToken cancellation)
    {
        using var response = await _transport.AskAsync(new(HttpMethod.Head, Address(id, name)), cancellation);
        if ((int)response.StatusCode >= 400)
            throw HubFaults.Of(response, id, settings, name);
        var etag = (Header(response, "X-Linked-Etag") ?? Header(response, "ETag"))?.Replace("W/", "", StringComparison.Ordinal).Trim('"');
        var size = long.TryParse(Header(response, "X-Linked-Size"), out var linked) ? linked : response.Content.Headers.ContentLength;
        if (Header(response, "X-Repo-Commit") != id.Revision)
            throw NoHub(null);
        if (etag is null || !HubHash.IsEtag(etag) || size is null or < 0)
            throw new SynthException(Codes.BadDownload, $"{settings.Endpoint.Host} does not say which hash and size '{name}' of '{id.Repository}' has, so that it could not be checked and was not downloaded. Use another HF_ENDPOINT.");
        return new(name, etag, size.Value);
    }

    /// <summary>Downloads the rest of a file, and goes on where a connection was cut.</summary>
    /// <param name="id">Its model at a commit.</param>
    /// <param name="head">The file.</param>
    /// <param name="partial">Where what came so far lies.</param>
    /// <param name="report">Hears how many bytes lie there.</param>
    /// <param name="cancellation">Stops; what came is kept.</param>
    /// <exception cref="HttpRequestException">The network failed each time without a further byte.</exception>
    public async Task DownloadAsync(HubId id, HubHead head, string partial, Action<long> report, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        for (var failures = 0; ;)
        {
            await using var target = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, PieceBytes, FileOptions.Asynchronous);
            target.SetLength(target.Length > head.Size ? 0 : target.Length);
            var before = target.Seek(0, SeekOrigin.End);
            Exception? cause = null;
            try
            {
                if (before == head.Size)
                    return;
                await ContinueAsync(id, head, target, report, cancellation);
                if (target.Length == head.Size)
                    return;
            }
            catch (Exception exception) when (HubTransport.IsNetwork(exception, cancellation))
            {
                cause = exception;
            }

            failures = target.Length > before ? 1 : failures + 1;
            if (failures >= options.Attempts)
                throw new HttpRequestException($"the download of '{head.Name}' was cut off at {target.Length} of {head.Size} bytes.", cause);
            await Task.Delay(_transport.PauseAfter(failures), options.Time, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private async Task ContinueAsync(HubId id, HubHead head, FileStream target, Action<long> report, CancellationToken cancellation)
    {
        using var response = await _transport.AskAsync(new(HttpMethod.Get, Address(id, head.Name), target.Length), cancellation);
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == target.Length;
        // A refusal says nothing about what came so far: only an answer that begins elsewhere makes that useless.
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable))
            throw HubFaults.Of(response, id, settings, head.Name);
        if (!goesOn)
            target.SetLength(0);
        if (!goesOn && response.StatusCode != HttpStatusCode.OK)
            return;
        await using var source = await response.Content.ReadAsStreamAsync(cancellation);
        await CopyAsync(source, target, head.Size, report, cancellation);
    }

    /// <summary>Copies until the end, or until more came than was promised, which the hash will show.</summary>
    private async Task CopyAsync(Stream source, FileStream target, long size, Action<long> report, CancellationToken cancellation)
    {
        var piece = new byte[PieceBytes];
        while (target.Length <= size)
        {
            var read = await _transport.ReadAsync(source, piece, cancellation);
            if (read == 0)
                break;
            await target.WriteAsync(piece.AsMemory(0, read), cancellation);
            await target.FlushAsync(cancellation);
            report(target.Length);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() : null;

    private Uri Address(HubId id, string name) => new(settings.Endpoint, $"{id.Repository}/resolve/{id.Revision}/{Uri.EscapeDataString(name)}");

    private SynthException NoHub(Exception? inner) => new(Diagnostic.Error(Codes.BaseModelUnavailable, $"{settings.Endpoint.Host} does not answer as the Hugging Face hub does (no commit, or another one). Check HF_ENDPOINT; a proxy's login page answers like this too."), inner);
}
