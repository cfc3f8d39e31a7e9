namespace SynthTrain.Training.BaseModels;

/// <summary>A tensor's values as rows and columns.</summary>
/// <param name="values">The values, row by row.</param>
/// <param name="columns">Values in a row.</param>
internal readonly struct WeightMatrix(float[] values, int columns)
{
    /// <summary>Sets a value.</summary>
    public double this[int row, int column]
    {
        set => values[(row * columns) + column] = (float)value;
    }

    /// <summary>Makes rows zero.</summary>
    public void ClearRows(int row, int count) => values.AsSpan(row * columns, count * columns).Clear();

    /// <summary>Makes columns zero.</summary>
    public void ClearColumns(int column, int count)
    {
        for (var at = column; at < values.Length; at += columns)
            values.AsSpan(at, count).Clear();
    }
}
