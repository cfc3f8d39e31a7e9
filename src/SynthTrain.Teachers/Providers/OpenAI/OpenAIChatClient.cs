using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using SynthTrain.Core.IO;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.OpenAI;

/// <summary>Chat completions of OpenAI and of every endpoint that speaks like it.</summary>
/// <remarks>
/// Bodies are written and read here, and sent without the official client: its pipeline costs a large part of the CPU that a request may take
/// (docs/teachers.md has the figures), and its types drop the options and members that compatible endpoints add.
/// </remarks>
internal sealed class OpenAIChatClient(OpenAIEndpoint endpoint, string model, ProviderHttp http) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var body = new PooledBuffer();
        OpenAIRequest.Write(body, new OpenAIAsked(endpoint.Provider, model), messages, options);
        using var reply = new PooledBuffer();
        await http.PostAsync(endpoint, body.Written, reply, cancellationToken);
        return OpenAIReply.Read(reply.Written.Span);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var body = new PooledBuffer();
        OpenAIRequest.Write(body, new OpenAIAsked(endpoint.Provider, model, Stream: true), messages, options);
        using var response = await http.SendAsync(endpoint, stream: true, body.Written, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var refused = false;
        UsageDetails? usage = null;
        await foreach (var data in EventStream.ReadAsync(stream, cancellationToken))
        {
            if (data.Span.SequenceEqual("[DONE]"u8))
                break;
            var update = data.IsEmpty ? new ChatResponseUpdate() : OpenAIReply.ReadChunk(data.Span, ref usage);
            refused |= update.FinishReason == FinishReasons.Refusal;
            // A refusal ends with 'stop' as an answer does; what it is stands in the chunks before.
            if (refused)
                update.FinishReason = FinishReasons.Refusal;
            yield return update;
        }

        // Some servers repeat the count so far with every chunk, and a response adds up what its updates say.
        if (usage is not null)
            yield return new ChatResponseUpdate { Contents = [new UsageContent(usage)] };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
