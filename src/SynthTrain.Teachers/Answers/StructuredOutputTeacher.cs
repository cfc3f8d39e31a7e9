using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Answers;

/// <summary>Sees to it that a model's reply is the JSON that was asked for: cut out of what stands around it, held against the schema, corrected once by the model, else rejected.</summary>
/// <remarks>
/// Stands outside the reply cache, which keeps replies as they came: a change here pays for nothing twice, and a correction turn is cached by itself. Refusals, apologies and empty replies are passed on, for
/// stages have a reason of their own for them; a reply that was cut off for its length is not corrected, since it would be cut off again.
/// </remarks>
/// <param name="inner">What is asked, with the reply cache in it.</param>
public sealed class StructuredOutputTeacher(ITeacher inner) : ITeacher
{
    /// <summary>The reason of rejection of a reply that holds no JSON document, after a correction turn.</summary>
    public const string Parse = "parse";

    /// <summary>The reason of rejection of a reply that does not follow the schema, after a correction turn.</summary>
    public const string Schema = "schema";

    /// <summary>The reason of rejection of a reply that was cut off, and its finish reason.</summary>
    public const string Length = "length";

    private ReplySchema? _last;

    /// <inheritdoc/>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var reply = await inner.AskAsync(request, cancellationToken);
        if (!request.Teacher.IsModel || IsNone(reply))
            return reply;
        if (request.ResponseSchema is not { } schema)
            return reply.FinishReason == Length ? CutOff(reply) : reply;
        var read = ReadReply.Of(reply, SchemaOf(schema));
        if (IsAnswer(read))
            return read.Reply;
        if (reply.FinishReason == Length)
            return CutOff(reply);
        if (!read.Parsed && Apology.Is(reply.Text))
            return reply;
        // The first reply is kept; the next build corrects it.
        cancellationToken.ThrowIfCancellationRequested();
        var second = await inner.AskAsync(Correction(request, reply, read), cancellationToken);
        return Judge(reply, IsNone(second) ? read with { Reply = second } : ReadReply.Of(second, SchemaOf(schema)));
    }

    private static bool IsNone(TeacherReply reply) => reply.Rejection is not null || reply.FinishReason is "refusal" or "content_filter" || string.IsNullOrWhiteSpace(reply.Text);

    // In a reply that was cut off, a document among other text is a draft or an example: the answer is what is missing.
    private static bool IsAnswer(ReadReply read) => read.IsValid && !(read.Reply.FinishReason == Length && read.Reply.Repaired);

    private static TeacherReply CutOff(TeacherReply reply) => reply with
    {
        Rejection = Length,
        RejectionDetail = $"The reply was cut off after {reply.OutputTokens} tokens; raise max_tokens, or ask for less.",
    };

    // The tokens of both turns are the row's, whatever was cached; what was paid now is what came now.
    private static TeacherReply Judge(TeacherReply first, ReadReply second)
    {
        var reply = second.Reply with
        {
            InputTokens = first.InputTokens + second.Reply.InputTokens,
            OutputTokens = first.OutputTokens + second.Reply.OutputTokens,
            CachedInputTokens = first.CachedInputTokens + second.Reply.CachedInputTokens,
            Cost = Sum(first, second.Reply),
            Cached = first.Cached && second.Reply.Cached,
        };
        if (IsAnswer(second))
            return reply with { Corrected = true };
        if (reply.FinishReason == Length)
            return CutOff(reply);
        return reply with { Rejection = second.Parsed ? Schema : Parse, RejectionDetail = "After a correction turn: " + string.Join("; ", second.Errors) };
    }

    private static decimal? Sum(TeacherReply first, TeacherReply second)
    {
        var costs = new[] { first, second }.Where(reply => !reply.Cached && reply.Cost is not null).Select(reply => reply.Cost!.Value).ToList();
        return costs.Count == 0 ? null : costs.Sum();
    }

    private static TeacherRequest Correction(TeacherRequest request, TeacherReply reply, ReadReply read)
    {
        var what = read.Parsed ? "does not follow the JSON schema" : "is not one JSON document";
        var text = $"Your reply {what}:\n{string.Join('\n', read.Errors.Select(error => "- " + error))}\nAnswer again with the whole corrected JSON document and nothing else: no prose, no code fence.";
        return request with { Messages = [.. request.Messages, new TeacherMessage("assistant", reply.Text), new TeacherMessage("user", text)] };
    }

    private ReplySchema SchemaOf(string text)
    {
        if (Volatile.Read(ref _last) is { } last && (ReferenceEquals(last.Text, text) || last.Text == text))
            return last;
        var schema = ReplySchema.Compile(text);
        Volatile.Write(ref _last, schema);
        return schema;
    }
}
