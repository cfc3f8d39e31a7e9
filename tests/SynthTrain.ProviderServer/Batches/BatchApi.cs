using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>A provider's endpoints for files and batch jobs.</summary>
internal abstract class BatchApi(ServerState state, WireFormat wire)
{
    private readonly BatchRunner _runner = new(state, wire);

    /// <summary>The provider's words.</summary>
    public WireFormat Wire { get; } = wire;

    /// <summary>The jobs and files.</summary>
    protected BatchStore Store => state.Batches;

    /// <summary>Whether a path is one of its endpoints.</summary>
    public abstract bool Takes(string path);

    /// <summary>Checks the key; null when it is right.</summary>
    public abstract WireError? CheckAccess(HttpRequest http, string? key);

    /// <summary>Answers a call.</summary>
    /// <exception cref="WireException">It breaks the provider's reference.</exception>
    public abstract Outgoing Handle(HttpRequest http, byte[] body);

    /// <summary>A JSON reply.</summary>
    protected static Outgoing Json(Action<Utf8JsonWriter> write) => new(200, Outgoing.Json, [WireFormat.Bytes(write)]);

    /// <summary>Lines of JSON.</summary>
    protected static byte[] Lines(IEnumerable<byte[]> lines)
    {
        using var buffer = new MemoryStream();
        foreach (var line in lines)
        {
            buffer.Write(line);
            buffer.WriteByte((byte)'\n');
        }

        return buffer.ToArray();
    }

    /// <summary>The lines of a JSONL file, blank ones left out.</summary>
    protected static IEnumerable<string> Split(byte[] content) => Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A refusal of a call.</summary>
    protected static WireException Refuse(ErrorKind kind, string message, string? param = null) => new(new WireError(kind, message) { Param = param });

    /// <summary>A body as JSON.</summary>
    protected static JsonElement Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw Refuse(ErrorKind.BadRequest, "We could not parse the JSON body of your request. " + e.Message);
        }
    }

    /// <summary>The results of a job that has ended.</summary>
    protected IReadOnlyList<BatchResult> Results(BatchJob job) => job.Results(_runner.Run);

    /// <summary>Keeps a job; when its rule says so, the reply is lost.</summary>
    protected BatchJob Add(HttpRequest http, Func<long, BatchJobParts> make)
    {
        var job = Store.Add(state.BatchScript, make);
        if (job.Rule.LoseReply)
            http.HttpContext.Items[BatchHandler.Lost] = true;
        return job;
    }

    /// <summary>A number of the query.</summary>
    protected static int Number(HttpRequest http, string name, int fallback, int max)
    {
        if (!http.Query.TryGetValue(name, out var text))
            return fallback;
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw Refuse(ErrorKind.BadRequest, $"Invalid '{name}': expected a whole number from 1 to {max}, got '{text}'.", name);
    }
}
