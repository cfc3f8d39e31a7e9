namespace TorchSharp.Kernels;

/// <summary>Multiplies a packed panel of rows with a packed panel of columns, all sums held in registers. One implementation for each register width.</summary>
internal unsafe interface IMicroKernel
{
    /// <summary>Rows and columns of a tile.</summary>
    static abstract int Rows { get; }

    static abstract int Columns { get; }

    /// <param name="depth">Length of the sums.</param>
    /// <param name="a">depth × Rows numbers.</param>
    /// <param name="b">depth × Columns numbers.</param>
    /// <param name="c">The tile; overwritten, or added to.</param>
    /// <param name="stride">Elements from one row of the tile to the next.</param>
    static abstract void Run(long depth, float* a, float* b, float* c, long stride, bool add);
}
