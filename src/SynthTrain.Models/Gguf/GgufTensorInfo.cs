namespace SynthTrain.Models.Gguf;

/// <summary>Where a tensor lies and what it is.</summary>
/// <param name="Name">llama.cpp's name, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="Shape">In GGUF's order, which is the reverse of torch's: the row's length first.</param>
/// <param name="Offset">From the start of the file's data section.</param>
/// <param name="Length">In bytes.</param>
public sealed record GgufTensorInfo(string Name, GgufType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>The values of one row.</summary>
    public long Columns => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>How many rows there are, over all other dimensions; 0 when any dimension is 0, however large the others are.</summary>
    /// <exception cref="ModelException">More than can be counted (<see cref="ModelFault.BadTensor"/>).</exception>
    public long Rows => Product(Shape.Skip(1));

    /// <summary>How many values there are; 0 when any dimension is 0.</summary>
    /// <exception cref="ModelException">More than can be counted (<see cref="ModelFault.BadTensor"/>).</exception>
    public long Values => Product(Shape);

    private long Product(IEnumerable<long> sizes)
    {
        if (Shape.Contains(0))
            return 0;
        try
        {
            return sizes.Aggregate(1L, (all, next) => checked(all * next));
        }
        catch (OverflowException exception)
        {
            throw new ModelException(ModelFault.BadTensor, $"tensor '{Name}' of shape [{string.Join(", ", Shape)}] has more values than can be counted", inner: exception);
        }
    }
}
