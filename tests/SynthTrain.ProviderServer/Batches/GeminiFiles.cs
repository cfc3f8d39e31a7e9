using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>Gemini's files: the resumable upload protocol in one piece, and downloads.</summary>
internal sealed class GeminiFiles(BatchStore store)
{
    private const string Root = "/v1beta/files";
    private readonly ConcurrentDictionary<string, string> _uploads = new(StringComparer.Ordinal);
    private long _number;

    public static bool Takes(string path) => path.Contains(Root, StringComparison.Ordinal);

    /// <summary>Whether a call sends the bytes to an address that was given out: it needs no key.</summary>
    public static bool IsUploadPart(HttpRequest http) => http.Query.ContainsKey("upload_id");

    public Outgoing Handle(HttpRequest http, byte[] body)
    {
        var path = http.Path.Value!;
        if (path.StartsWith("/upload/", StringComparison.Ordinal))
            return IsUploadPart(http) ? Finish(http, body) : Start(http, body);
        var id = "files" + path[(path.IndexOf(Root, StringComparison.Ordinal) + Root.Length)..];
        if (id.EndsWith(":download", StringComparison.Ordinal))
            return http.Query["alt"] == "media" ? new Outgoing(200, "application/octet-stream", [store.File(id[..^":download".Length]).Content]) : throw WireException.BadRequest("Add alt=media to download.");
        if (http.Method == "DELETE" && store.RemoveFile(id))
            return new Outgoing(200, Outgoing.Json, ["{}"u8.ToArray()]);
        return Show(store.File(id), wrapped: false);
    }

    private Outgoing Start(HttpRequest http, byte[] body)
    {
        if (http.Headers["X-Goog-Upload-Protocol"] != "resumable" || http.Headers["X-Goog-Upload-Command"] != "start")
            throw WireException.BadRequest("This server takes X-Goog-Upload-Protocol: resumable with X-Goog-Upload-Command: start.");
        if (!long.TryParse(http.Headers["X-Goog-Upload-Header-Content-Length"], CultureInfo.InvariantCulture, out var length) || length > store.Options.GeminiFileBytes)
            throw WireException.BadRequest($"X-Goog-Upload-Header-Content-Length is missing, or more than {store.Options.GeminiFileBytes} bytes.");
        var json = body.Length == 0 ? default : System.Text.Json.JsonElement.Parse(body);
        var name = GeminiRequestReader.Field(json, "file") is { } file ? GeminiRequestReader.Field(file, "displayName")?.GetString() : null;
        var id = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        _uploads[id] = name ?? "";
        http.HttpContext.Response.Headers["x-goog-upload-url"] = $"{http.Scheme}://{http.Host}{http.Path}?upload_id={id}&upload_protocol=resumable";
        http.HttpContext.Response.Headers["x-goog-upload-status"] = "active";
        return new Outgoing(200, Outgoing.Json, [[]]);
    }

    private Outgoing Finish(HttpRequest http, byte[] body)
    {
        if (http.Headers["X-Goog-Upload-Command"].ToString().Replace(" ", "", StringComparison.Ordinal) != "upload,finalize" || http.Headers["X-Goog-Upload-Offset"] != "0")
            throw WireException.BadRequest("This server takes the bytes in one piece: X-Goog-Upload-Offset: 0 and X-Goog-Upload-Command: upload, finalize.");
        if (!_uploads.TryRemove(http.Query["upload_id"].ToString(), out var name))
            throw WireException.BadRequest("There is no such upload.");
        http.HttpContext.Response.Headers["x-goog-upload-status"] = "final";
        return Show(store.AddFile("files/", name, "batch", body), wrapped: true);
    }

    private static Outgoing Show(StoredFile file, bool wrapped) => new(200, Outgoing.Json, [WireFormat.Bytes(json =>
    {
        json.WriteStartObject();
        if (wrapped)
            json.WriteStartObject("file");
        json.WriteString("name", file.Id);
        json.WriteString("displayName", file.Name);
        json.WriteString("mimeType", "application/jsonl");
        json.WriteString("sizeBytes", file.Content.Length.ToString(CultureInfo.InvariantCulture));
        json.WriteString("createTime", file.Made.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("state", "ACTIVE");
        if (wrapped)
            json.WriteEndObject();
        json.WriteEndObject();
    })]);
}
