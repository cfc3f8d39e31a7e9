using System.Globalization;
using System.Text;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Limits;

/// <summary>The most tokens that a request can use, learned from what the provider counts.</summary>
/// <remarks>
/// English has about four bytes a token, other texts fewer. Until replies have told better, half as much again is assumed; then the largest ratio of late. Too high an estimate costs little: the reply's own
/// count takes its place.
/// </remarks>
internal sealed class TokenEstimator
{
    private const double StartRatio = 1.5;
    private const double StartOutput = 1024;
    private const int PerMessage = 4;
    private const int PerRequest = 3;
    private static readonly string[] s_bounds = ["max_tokens", "options.max_tokens", "options.max_completion_tokens", "options.max_output_tokens"];

    private readonly RollingMax _ratio = new(StartRatio);
    private readonly RollingMax _output = new(StartOutput);

    /// <summary>The bound that the teacher sets for a reply; null for none.</summary>
    public static long? Bound(TeacherDefinition teacher)
    {
        foreach (var name in s_bounds)
        {
            if (teacher.Parameters.TryGetValue(name, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var bound))
                return bound;
        }

        return null;
    }

    /// <summary>Tokens of the prompt at four bytes each, with what a conversation's frame takes.</summary>
    public static long Plain(TeacherRequest request)
    {
        var bytes = request.ResponseSchema is { } schema ? Encoding.UTF8.GetByteCount(schema) : 0L;
        foreach (var message in request.Messages)
            bytes += Encoding.UTF8.GetByteCount(message.Content);
        return ((bytes + 3) / 4) + (PerMessage * request.Messages.Count) + PerRequest;
    }

    /// <summary>The most that the prompt can have.</summary>
    public long Prompt(long plain) => (long)Math.Ceiling(plain * _ratio.Value);

    /// <summary>The most that the reply can have.</summary>
    public long Output(long? bound) => bound ?? (long)_output.Value;

    /// <summary>Takes what the provider counted.</summary>
    public void Learn(long plain, TeacherReply reply)
    {
        if (reply.InputTokens > 0)
            _ratio.Add((double)reply.InputTokens / plain);
        _output.Add(reply.OutputTokens);
    }
}
