namespace SynthTrain.Models.HuggingFace;

/// <summary>What merging does to one layer: W + s·B·A, with DoRA each row scaled to its magnitude [PEFT src/peft/tuners/lora/layer.py, dora.py]. Computed in double precision.</summary>
/// <param name="A">[rank, in].</param>
/// <param name="B">[out, rank].</param>
/// <param name="Magnitude">[out] with DoRA, else empty.</param>
/// <param name="Scaling">s.</param>
/// <param name="Rank">Rows of A.</param>
public sealed record LowRankChange(ReadOnlyMemory<float> A, ReadOnlyMemory<float> B, ReadOnlyMemory<float> Magnitude, double Scaling, int Rank)
{
    /// <summary>Changes rows in place.</summary>
    /// <param name="rows">Whole rows of the weight.</param>
    /// <param name="firstRow">The number of the first of them.</param>
    public void AddTo(Span<float> rows, int firstRow)
    {
        var row = new double[A.Length / Rank];
        for (var index = 0; index < rows.Length / row.Length; index++)
            ChangeRow(firstRow + index, rows.Slice(index * row.Length, row.Length), row);
    }

    private void ChangeRow(int index, Span<float> weights, double[] row)
    {
        row.AsSpan().Clear();
        for (var rank = 0; rank < Rank; rank++)
        {
            double factor = B.Span[(index * Rank) + rank];
            var a = A.Span.Slice(rank * row.Length, row.Length);
            for (var column = 0; column < row.Length; column++)
                row[column] += factor * a[column];
        }

        double squares = 0;
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = weights[column] + (Scaling * row[column]);
            squares += row[column] * row[column];
        }

        var scale = Magnitude.IsEmpty ? 1 : Magnitude.Span[index] / Math.Sqrt(squares);
        for (var column = 0; column < row.Length; column++)
            weights[column] = (float)(scale * row[column]);
    }
}
