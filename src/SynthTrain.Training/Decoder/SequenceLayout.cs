namespace SynthTrain.Training.Decoder;

/// <summary>Where the tokens of a batch stand and which may see which. Made once a batch and used by every layer.</summary>
/// <param name="Positions">Rotary positions: [T], or [B, T] where rows differ; int64.</param>
/// <param name="Mask">[B or 1, 1, T, S], true where a query sees a key; <see langword="null"/> = causal, over rows of one length or over documents packed into them.</param>
public sealed record SequenceLayout(Tensor Positions, Tensor? Mask)
{
    /// <summary>In place of a mask: where documents begin in the rows laid one behind the other, and the end. Each is causal and sees no other.</summary>
    internal long[]? Borders { get; private init; }

    /// <summary>Rows of one length without padding.</summary>
    /// <param name="length">T.</param>
    /// <param name="window">How many tokens back a token sees, itself among them; <see langword="null"/> = all.</param>
    /// <param name="device">Where the model is.</param>
    public static SequenceLayout Causal(long length, int? window = null, Device? device = null) =>
        new(arange(length, ScalarType.Int64, device), window is { } seen && seen < length ? Triangle(length, window, device).unsqueeze(0).unsqueeze(0) : null);

    /// <summary>Rows padded to one length.</summary>
    /// <param name="padding">[B, T], not 0 where a token is one.</param>
    /// <param name="window">As in <see cref="Causal"/>.</param>
    /// <remarks>Positions count from the row's start, so padding stands at the right. A padded query sees what a real one would: its result is never used and must not be NaN.</remarks>
    public static SequenceLayout Padded(Tensor padding, int? window = null)
    {
        var length = padding.shape[1];
        var real = padding.ne(0).unsqueeze(1).unsqueeze(1);
        return new(arange(length, ScalarType.Int64, padding.device), Triangle(length, window, padding.device).unsqueeze(0).unsqueeze(0) & real);
    }

    /// <summary>One row of several documents: none sees another, and positions begin anew.</summary>
    /// <param name="documents">[B, T], the number of the document that a token belongs to; equal numbers stand together.</param>
    /// <param name="positions">[B, T], int64, from 0 in each document.</param>
    /// <param name="window">As in <see cref="Causal"/>.</param>
    /// <returns>Without a mask where the engine computes attention within documents and none is longer than the window: the layout knows where they begin. With one in every other case.</returns>
    public static SequenceLayout Packed(Tensor documents, Tensor positions, int? window = null) => Packed(documents, positions, window, Operations.HasSegments);

    /// <summary>As the other.</summary>
    /// <param name="documents">[B, T].</param>
    /// <param name="positions">[B, T].</param>
    /// <param name="window">As in <see cref="Causal"/>.</param>
    /// <param name="segments">Whether <see cref="Borders"/> may stand for the mask.</param>
    internal static SequenceLayout Packed(Tensor documents, Tensor positions, int? window, bool segments)
    {
        if (segments && BordersOf(documents, window) is { } borders)
            return new(positions, Mask: null) { Borders = borders };
        var same = documents.unsqueeze(-1).eq(documents.unsqueeze(-2));
        return new(positions, (Triangle(documents.shape[1], window, documents.device).unsqueeze(0) & same).unsqueeze(1));
    }

    /// <summary><see langword="null"/> where a document is longer than the window, which takes a mask.</summary>
    private static long[]? BordersOf(Tensor documents, int? window)
    {
        var (numbers, length) = (documents.to_type(ScalarType.Int64).contiguous().data<long>().ToArray(), documents.shape[1]);
        var borders = new List<long>();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i % length == 0 || numbers[i] != numbers[i - 1])
                borders.Add(i);
            else if (i - borders[^1] >= window)
                return null;
        }

        return [.. borders, numbers.Length];
    }

    private static Tensor Triangle(long length, int? window, Device? device)
    {
        var seen = ones([length, length], device: device).tril();
        return (window is { } width ? seen.triu(1 - width) : seen).ne(0);
    }
}
