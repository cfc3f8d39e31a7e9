namespace TorchSharp.Kernels;

/// <summary>Two matrices to multiply.</summary>
/// <param name="A">Rows of the product.</param>
/// <param name="B">Columns of the product.</param>
/// <param name="Depth">Columns of A, rows of B.</param>
internal readonly record struct Factors(Matrix A, Matrix B, long Depth)
{
    private const int MaxDepth = 512;

    /// <summary>How many numbers of a sum go together: blocks of nearly one depth, since a short last one would pass over C for little.</summary>
    public static long Block(long depth)
    {
        var blocks = (depth + MaxDepth - 1) / MaxDepth;
        return ((depth + blocks - 1) / blocks + 7) / 8 * 8;
    }
}
