using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>A provider's words for requests, replies, streams and errors.</summary>
internal abstract class WireFormat
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The protocol's name.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a blocked prompt is a reply and no error.</summary>
    public virtual bool BlocksPrompts => false;

    /// <summary>Whether headers say when to come back.</summary>
    public virtual bool RetryInHeaders => true;

    /// <summary>Whether a path asks for an answer in this format.</summary>
    public abstract bool Takes(string path);

    /// <summary>Checks the key and other headers that every request needs; null when they are right.</summary>
    public abstract WireError? CheckHeaders(HttpRequest http, string? key);

    /// <summary>Reads a request.</summary>
    /// <exception cref="WireException">It breaks the provider's reference.</exception>
    public abstract ServerRequest Read(string path, JsonElement body, ProviderServerOptions options);

    /// <summary>The API version that a request names; empty where the provider has none.</summary>
    public virtual string Version(HttpRequest http) => "";

    /// <summary>Why a version does not take a body; null when it does.</summary>
    public virtual WireError? CheckVersion(string version, JsonElement body) => null;

    /// <summary>Writes a whole reply.</summary>
    public abstract void WriteReply(Utf8JsonWriter json, ServerRequest request, ServerReply reply);

    /// <summary>The events of a streamed reply, each with its blank line.</summary>
    public abstract IReadOnlyList<byte[]> Events(ServerRequest request, ServerReply reply);

    /// <summary>Writes an error.</summary>
    public abstract void WriteError(Utf8JsonWriter json, WireError error);

    /// <summary>An error in the middle of a stream.</summary>
    public virtual byte[] ErrorEvent(WireError error) => Event(null, json => WriteError(json, error));

    /// <summary>The status of an error.</summary>
    public abstract int Status(WireError error);

    /// <summary>The key that a request carries, as it stands in its header; empty for none.</summary>
    public virtual string Key(HttpRequest http) => http.Headers.Authorization.ToString();

    /// <summary>Why a schema is refused; null when it is taken.</summary>
    public virtual WireError? CheckSchema(ServerRequest request) => null;

    /// <summary>The content type of streams.</summary>
    public virtual string StreamType => "text/event-stream; charset=utf-8";

    /// <summary>Sets the headers that every reply has.</summary>
    public abstract void SetHeaders(HttpResponse response, long number);

    /// <summary>JSON that a function writes.</summary>
    public static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, s_json))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A server-sent event; <paramref name="name"/> is null where the provider names none.</summary>
    protected static byte[] Event(string? name, Action<Utf8JsonWriter> write)
    {
        var head = Encoding.UTF8.GetBytes(name is null ? "data: " : $"event: {name}\ndata: ");
        return [.. head, .. Bytes(write), (byte)'\n', (byte)'\n'];
    }

    /// <summary>Fields that no reference names.</summary>
    protected static void Extra(Utf8JsonWriter json, ServerReply reply)
    {
        if (!reply.UnknownFields)
            return;
        json.WriteStartObject("x_not_in_the_reference");
        json.WriteString("text", "a field that clients skip");
        json.WriteStartArray("list");
        json.WriteNumberValue(1.5);
        json.WriteNullValue();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A text in at most so many pieces, none of which cuts a character.</summary>
    protected static IEnumerable<string> Pieces(string text, int count)
    {
        var size = Math.Max(1, (text.Length + count - 1) / count);
        for (var at = 0; at < text.Length;)
        {
            var end = Math.Min(text.Length, at + size);
            if (end < text.Length && char.IsLowSurrogate(text[end]))
                end++;
            yield return text[at..end];
            at = end;
        }
    }
}
