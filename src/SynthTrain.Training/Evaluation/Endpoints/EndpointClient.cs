using System.Net;
using System.Net.ServerSentEvents;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>One attempt at one row.</summary>
internal sealed class EndpointClient(HttpClient http, EndpointOptions options, TimeProvider time)
{
    /// <summary>Characters of a reply.</summary>
    public const int LongestReply = 1 << 22;

    private const int LongestError = 1 << 16;
    private readonly ServerWords _words = new(options.Key);

    /// <summary>Asks.</summary>
    /// <exception cref="EndpointFault">No answer.</exception>
    public async Task<Answer> AskAsync(EvaluationRow row, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        try
        {
            var start = time.GetTimestamp();
            using var request = EndpointRequest.Of(options, row);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                throw await RefusedAsync(response, either.Token);
            var reply = new EndpointReply(_words);
            var first = await ReadAsync(response, reply, silence, start, either.Token);
            var whole = time.GetElapsedTime(start);
            return new(reply.Text, reply.Finish ?? AnswerEnd.Stop, first ?? whole, whole);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EndpointFault($"The endpoint said nothing for {options.Timeout.TotalSeconds:0.#} seconds.", FaultScope.Attempt);
        }
        catch (HttpRequestException e)
        {
            throw new EndpointFault($"There is no connection: {_words.Shorten(e.Message)}", FaultScope.Attempt);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new EndpointFault($"The connection broke: {_words.Shorten(e.Message)}", FaultScope.Attempt);
        }
    }

    private async Task<TimeSpan?> ReadAsync(HttpResponseMessage response, EndpointReply reply, CancellationTokenSource silence, long start, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            reply.TakeWhole(await BodyAsync(stream, LongestReply, cancellation));
            return null;
        }

        TimeSpan? first = null;
        await foreach (var part in SseParser.Create(stream, static (_, data) => data.ToArray()).EnumerateAsync(cancellation))
        {
            silence.CancelAfter(options.Timeout);
            if (part.Data.AsSpan().SequenceEqual("[DONE]"u8))
                break;
            reply.Take(part.Data);
            if (reply.HasBegun)
                first ??= time.GetElapsedTime(start);
        }

        // Some servers leave the last line out, and some write it after a fault; without a reason to end, the answer was cut on its way.
        return reply.Finish is null ? throw new EndpointFault("The endpoint's answer broke off: it has no end.", FaultScope.Attempt) : first;
    }

    private async Task<EndpointFault> RefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var words = _words.OfError(await BodyAsync(stream, LongestError, cancellation));
        var status = (int)response.StatusCode;
        var scope = status switch
        {
            408 or 425 or 429 or >= 500 => FaultScope.Attempt,
            400 or 413 or 422 => FaultScope.Row,
            _ => FaultScope.Endpoint,
        };
        var said = words.Length == 0 ? "" : $" and said '{words}'";
        return new EndpointFault($"The endpoint answered with status {status}{said}.", scope) { RetryAfter = Wait(response) };
    }

    private TimeSpan? Wait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private static async Task<byte[]> BodyAsync(Stream stream, int longest, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int read; body.Length < longest && (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
            await body.WriteAsync(buffer.AsMemory(0, read), cancellation);
        return body.ToArray();
    }
}
