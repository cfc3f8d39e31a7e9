using System.Runtime.CompilerServices;

namespace TorchSharp.Kernels;

/// <summary>A float32 matrix in memory; a transposed one has its steps exchanged.</summary>
/// <param name="Data">The first element.</param>
/// <param name="RowStep">Elements from one row to the next.</param>
/// <param name="ColumnStep">Elements from one column to the next.</param>
internal readonly unsafe record struct Matrix(nint Data, long RowStep, long ColumnStep)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* At(long row, long column) => (float*)Data + row * RowStep + column * ColumnStep;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Matrix From(long row, long column) => this with { Data = (nint)At(row, column) };
}
