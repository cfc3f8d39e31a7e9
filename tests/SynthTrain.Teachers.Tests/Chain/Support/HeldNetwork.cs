using System.Net;
using System.Text;
using SynthTrain.Teachers.Tests.Providers.Support;

namespace SynthTrain.Teachers.Tests.Chain.Support;

/// <summary>Counts requests and answers each when a test lets it.</summary>
internal sealed class HeldNetwork : HttpMessageHandler
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public int Status { get; init; } = 200;

    public string Body { get; init; } = GoodReplies.OpenAI;

    public void Answer() => _answer.TrySetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        await _answer.Task.WaitAsync(cancellationToken);
        return new HttpResponseMessage((HttpStatusCode)Status) { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
    }
}
