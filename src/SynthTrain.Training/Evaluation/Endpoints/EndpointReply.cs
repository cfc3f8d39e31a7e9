using System.Text;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>An answer as its parts arrive.</summary>
internal sealed class EndpointReply
{
    private readonly StringBuilder _text = new();

    /// <summary>The text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Whether any part came.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Why it ended; <see langword="null"/> until the server says so.</summary>
    public AnswerEnd? Finish { get; private set; }

    /// <summary>Takes a part: a chunk of a stream, or the whole completion.</summary>
    /// <exception cref="EndpointFault">It is no such thing, or says that the server failed.</exception>
    public void Take(ReadOnlySpan<byte> utf8)
    {
        var part = EndpointPart.Parse(utf8);
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
            "content_filter" => throw new EndpointFault("The endpoint's filter refused to answer.", FaultScope.Row),
            _ => AnswerEnd.Stop,
        };
    }
}
