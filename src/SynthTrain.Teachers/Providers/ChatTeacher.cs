using System.Globalization;
using Microsoft.Extensions.AI;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers;

/// <summary>Asks one model through a chat client: one request, one attempt.</summary>
/// <remarks>Whatever a client throws leaves here as a <see cref="ProviderException"/>; what a cancelled caller gave up leaves as it is.</remarks>
internal sealed class ChatTeacher(IChatClient client, TeacherDefinition definition, string model, ProviderServices services) : ITeacher, IDisposable
{
    /// <summary>Where a client's response holds what the reply cost, in US dollars.</summary>
    public const string CostProperty = "cost";

    private static readonly TimeSpan s_longestSilence = TimeSpan.FromSeconds(60);
    private readonly ChatRequests _requests = new(definition);
    private readonly TimeSpan _silence = definition.Limits.Timeout < s_longestSilence ? definition.Limits.Timeout : s_longestSilence;

    /// <inheritdoc/>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (messages, options) = _requests.Of(request);
            var response = definition.Stream
                ? await StreamAsync(messages, options, cancellationToken)
                : await client.GetResponseAsync(messages, options, cancellationToken);
            return Reply(response);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // A file that is missing is an IOException to .NET, and no broken connection: asking again cannot help.
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException or TypeLoadException or MissingMethodException)
        {
            throw new SynthException(Codes.BadUserAssembly, $"Teacher '{definition.Name}' cannot load what its chat client needs: {HttpFaults.Shorten(services.Keys.Scrub(e.Message))} Build the client with EnableDynamicLoading, so that its packages lie beside it.");
        }
        catch (Exception e) when (e is not (ProviderException or SynthException))
        {
            var fault = ExceptionFaults.Of(e, services.Keys);
            return fault is ContentFilteredException ? new TeacherReply("", model, "content_filter", 0, 0) { RejectionDetail = HttpFaults.Shorten(fault.Message) } : throw fault;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<ChatResponse> StreamAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_silence, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        var updates = new List<ChatResponseUpdate>();
        var ids = new StreamIds();
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(messages, options, either.Token))
            {
                silence.CancelAfter(_silence);
                if (!ids.Takes(update.ResponseId))
                    throw BadReply("its stream holds parts of another reply");
                updates.Add(update);
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(ProviderFault.Timeout, string.Create(CultureInfo.InvariantCulture, $"Nothing more of the streamed reply came for {_silence.TotalSeconds:0.#} s.")) { MayBeCharged = true };
        }

        var response = updates.ToChatResponse();
        return response.FinishReason is not null ? response : throw BadReply("the stream ended before the reply did");
    }

    private TeacherReply Reply(ChatResponse response)
    {
        var finish = FinishReasons.Normal(response.FinishReason);
        if (response.Messages.Count == 0)
            throw BadReply("it has no message");
        return new TeacherReply(response.Text, response.ModelId is { Length: > 0 } name ? name : model, finish, Tokens(response.Usage?.InputTokenCount), Tokens(response.Usage?.OutputTokenCount), Cost(response)) { CachedInputTokens = Tokens(response.Usage?.CachedInputTokenCount) };
    }

    private static int Tokens(long? count) => (int)Math.Clamp(count ?? 0, 0, int.MaxValue);

    private static decimal? Cost(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(CostProperty, out var cost) == true ? cost as decimal? : null;

    private static ProviderException BadReply(string why) => new(ProviderFault.BadReply, $"The reply is bad: {why}.") { MayBeCharged = true };
}
