using System.Text;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>An answer as its parts arrive.</summary>
/// <param name="words">Puts what a server said into messages.</param>
internal sealed class EndpointReply(ServerWords words)
{
    private readonly StringBuilder _text = new();

    /// <summary>The text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Whether any part came.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Why it ended; <see langword="null"/> until the server says so.</summary>
    public AnswerEnd? Finish { get; private set; }

    /// <summary>Takes the whole completion; unlike a part it must have a text.</summary>
    /// <exception cref="EndpointFault">It has none, or the faults of <see cref="Take"/>.</exception>
    public void TakeWhole(ReadOnlySpan<byte> utf8)
    {
        if (!Take(utf8))
            throw new EndpointFault($"The endpoint answered without a text: '{words.Shorten(utf8)}'.", FaultScope.Row);
    }

    /// <summary>Takes a part: a chunk of a stream, or the whole completion.</summary>
    /// <returns>Whether it has a text, be it empty.</returns>
    /// <exception cref="EndpointFault">It is no such thing, says that the server failed, or asks for a tool.</exception>
    public bool Take(ReadOnlySpan<byte> utf8)
    {
        var part = EndpointPart.Parse(utf8, words);
        if (part.CallsTool)
            throw new EndpointFault("The endpoint asked for a tool and gave no answer.", FaultScope.Row);
        if (part.Content is { Length: > 0 } text)
        {
            HasBegun = true;
            if (_text.Length + text.Length > EndpointClient.LongestReply)
                throw new EndpointFault($"The answer is longer than {EndpointClient.LongestReply} characters.", FaultScope.Row);
            _text.Append(text);
        }

        Finish = part.Finish switch
        {
            null => Finish,
            "length" => AnswerEnd.Length,
            "error" => throw new EndpointFault("The endpoint ended the answer with finish_reason 'error'.", FaultScope.Attempt),
            "content_filter" => throw new EndpointFault("The endpoint's filter refused to answer.", FaultScope.Row),
            _ => AnswerEnd.Stop,
        };
        return part.Content is not null;
    }
}
