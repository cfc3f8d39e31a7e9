using System.Text;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Hosting;

/// <summary>Makes the reply to a request, as a fault wants it.</summary>
internal static class ReplyMaker
{
    /// <summary>The reply.</summary>
    public static ServerReply Make(ServerRequest request, long number, Func<ServerRequest, string> answer, FaultKind fault)
    {
        var (text, end) = fault switch
        {
            FaultKind.Refusal => (ServerReply.RefusalText, ReplyEnd.Refusal),
            FaultKind.ContentFilter => ("", ReplyEnd.ContentFilter),
            FaultKind.ContentFilterError => ("", ReplyEnd.PromptBlocked),
            _ => (answer(request), ReplyEnd.Stop),
        };
        if (fault == FaultKind.Length)
            (text, end) = (Cut(text, text.Length / 2), ReplyEnd.Length);
        var tokens = ServerRequest.Tokens(Encoding.UTF8.GetByteCount(text));
        if (tokens > request.MaxTokens)
        {
            (text, end) = (Cut(text, request.MaxTokens.Value * 4), ReplyEnd.Length);
            tokens = request.MaxTokens.Value;
        }

        return new ServerReply
        {
            Number = fault is FaultKind.OtherId or FaultKind.DuplicateReply ? Math.Max(0, number - 1) : number,
            Text = text,
            End = end,
            PromptTokens = request.PromptTokens,
            CompletionTokens = tokens,
            UnknownFields = fault == FaultKind.UnknownFields,
            OtherId = fault == FaultKind.OtherId,
        };
    }

    private static string Cut(string text, int length)
    {
        length = Math.Min(length, text.Length);
        return length > 0 && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
