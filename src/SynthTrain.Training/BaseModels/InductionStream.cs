using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Training.BaseModels;

/// <summary>Which numbers of the residual stream hold what, where the first weights are to copy: a token, the tokens before it one after the other, what comes next, and a one.</summary>
internal sealed class InductionStream
{
    /// <summary>How many tokens back the stream tells.</summary>
    public const int Offsets = 3;

    /// <summary>How large a token's numbers are in the stream. The usual 0.02 is what Adam changes a weight by within some tens of steps at a rate of 1e-3; this lasts.</summary>
    public const double Deviation = 0.3;

    /// <summary>How large the one is.</summary>
    public const double One = 4 * Deviation;

    /// <summary>The number that says whether a token begins with a space, in deviations: larger than a token's other numbers, so that it is not lost among them.</summary>
    public const double SpaceMark = 3;

    private readonly ModelConfig _config;

    /// <summary>Divides the stream of a model.</summary>
    public InductionStream(ModelConfig config)
    {
        _config = config;
        (Content, Previous) = (config.HiddenSize * 3 / 8, config.HiddenSize / 8);
    }

    /// <summary>How many numbers are a token, the mark of a space the last of them.</summary>
    public int Content { get; }

    /// <summary>How many of them are told of a token before.</summary>
    public int Previous { get; }

    /// <summary>Where the one stands.</summary>
    public int Constant => _config.HiddenSize - 1;

    /// <summary>Where what comes next begins.</summary>
    public int Next => At(Offsets + 1);

    /// <summary>How many numbers of what comes next a head copies, the mark of a space the last of them.</summary>
    public int Copied => Math.Min(_config.HeadSize, Math.Min(Content, Constant - Next));

    /// <summary>Where the token so many places back begins.</summary>
    public int At(int offset) => offset == 0 ? 0 : Content + ((offset - 1) * Previous);

    /// <summary>What a block's norm divides by: the root of the mean square of a stream that holds a token, so many tokens before it, and the one.</summary>
    public double Loudness(int before)
    {
        var squares = (Content - 1 + (SpaceMark * SpaceMark) + (before * Previous)) * Deviation * Deviation;
        return Math.Sqrt((squares + (One * One)) / _config.HiddenSize);
    }
}
