using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using SynthTrain.Core.IO;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.Gemini;

/// <summary>Gemini, with a key of AI Studio or on Vertex AI.</summary>
internal sealed class GeminiChatClient(IEndpoint endpoint, ProviderHttp http) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var body = new PooledBuffer();
        GeminiRequest.Write(body, messages, options);
        using var reply = new PooledBuffer();
        await http.PostAsync(endpoint, body.Written, reply, cancellationToken);
        return GeminiReply.Read(reply.Written);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var body = new PooledBuffer();
        GeminiRequest.Write(body, messages, options);
        using var response = await http.SendAsync(endpoint, stream: true, body.Written, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var data in EventStream.ReadAsync(stream, cancellationToken))
        {
            var update = data.IsEmpty ? new ChatResponseUpdate() : GeminiReply.ReadChunk(data);
            yield return update;
            // The reply is whole; what still comes belongs to none.
            if (update.FinishReason is not null)
                yield break;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
