using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SynthTrain.Teachers.Tests.Chain.Support;

/// <summary>A user's client that never answers and looks at no token.</summary>
internal sealed class EndlessClient : IChatClient
{
    private readonly TaskCompletionSource<ChatResponse> _never = new();

    public bool IsDisposed { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => _never.Task;

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _never.Task;
        yield break;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => IsDisposed = true;
}
