using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace SynthTrain.Teachers.Providers.Anthropic;

/// <summary>The official chat client, with what its abstraction leaves out: options that it does not know, and refusals as such.</summary>
internal sealed class AnthropicChatClient(IChatClient inner, string model, int maxTokens) : DelegatingChatClient(inner)
{
    private Tuple<ChatOptions, ChatOptions>? _last;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, WithOwn(options), cancellationToken);
        if (response.RawRepresentation is Message message && Finish(message.StopReason?.Raw()) is { } finish)
            response.FinishReason = finish;
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatFinishReason? last = null;
        var ended = false;
        await foreach (var update in base.GetStreamingResponseAsync(messages, WithOwn(options), cancellationToken))
        {
            // A message that begins after one has ended belongs to no request of ours.
            if (ended && update.RawRepresentation is RawMessageStreamEvent { Value: RawMessageStartEvent })
                yield break;
            if (update.RawRepresentation is RawMessageStreamEvent { Value: RawMessageDeltaEvent delta })
            {
                ended = true;
                last = Finish(delta.Delta.StopReason?.Raw());
            }

            update.FinishReason = last ?? update.FinishReason;
            yield return update;
        }
    }

    private static ChatFinishReason? Finish(string? reason) => reason switch
    {
        "refusal" => FinishReasons.Refusal,
        "model_context_window_exceeded" => ChatFinishReason.Length,
        "pause_turn" => FinishReasons.Other,
        _ => null,
    };

    // What the official client would leave out becomes members of the body; those that Anthropic does not know are refused by it, not dropped here.
    private ChatOptions? WithOwn(ChatOptions? options)
    {
        if (options is null || (options.AdditionalProperties is not { Count: > 0 } && !Samples(options)))
            return options;
        if (_last is { } last && ReferenceEquals(last.Item1, options))
            return last.Item2;
        var made = options.Clone();
        made.AdditionalProperties = null;
        made.RawRepresentationFactory = _ => Parameters(options);
        _last = Tuple.Create(options, made);
        return made;
    }

    private static bool Samples(ChatOptions options) => (options.Temperature ?? options.TopP ?? options.TopK) is not null;

    private MessageCreateParams Parameters(ChatOptions options)
    {
        var body = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["model"] = JsonSerializer.SerializeToElement(model),
            ["max_tokens"] = JsonSerializer.SerializeToElement(options.MaxOutputTokens ?? maxTokens),
            ["messages"] = JsonElement.Parse("[]"),
        };
        Sample(body, "temperature", options.Temperature);
        Sample(body, "top_p", options.TopP);
        Sample(body, "top_k", options.TopK);
        foreach (var (name, value) in options.AdditionalProperties ?? [])
        {
            if (value is JsonElement element)
                body[name] = element;
        }

        var none = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        return MessageCreateParams.FromRawUnchecked(none, none, body);
    }

    private static void Sample(Dictionary<string, JsonElement> body, string name, float? value)
    {
        if (value is { } number)
            body[name] = JsonElement.Parse(number.ToString(CultureInfo.InvariantCulture));
    }
}
