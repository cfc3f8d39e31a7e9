using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Money;

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

    private readonly RollingMax _ratio = new(StartRatio);
    private readonly RollingMax _output = new(StartOutput);

    /// <summary>The bound that the teacher sets for a reply; null for none.</summary>
    public static long? Bound(TeacherDefinition teacher) => RequestTokens.OutputLimit(teacher);

    /// <summary>Tokens of the prompt at four bytes each, with what a conversation's frame takes.</summary>
    public static long Plain(TeacherRequest request) => ((RequestTokens.Bytes(request) + 3) / 4) + (PerMessage * request.Messages.Count) + PerRequest;

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
