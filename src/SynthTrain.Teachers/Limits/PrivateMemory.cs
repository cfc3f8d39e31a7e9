namespace SynthTrain.Teachers.Limits;

/// <summary>Cells of this process alone.</summary>
internal sealed class PrivateMemory(int length) : ILogMemory
{
    private readonly long[] _cells = new long[length];

    /// <inheritdoc/>
    public int Length => _cells.Length;

    /// <inheritdoc/>
    public long this[int cell]
    {
        get => Volatile.Read(ref _cells[cell]);
        set => Volatile.Write(ref _cells[cell], value);
    }
}
