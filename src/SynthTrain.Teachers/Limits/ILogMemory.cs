namespace SynthTrain.Teachers.Limits;

/// <summary>Numbered 64-bit cells; all zero at first.</summary>
internal interface ILogMemory
{
    /// <summary>How many cells.</summary>
    int Length { get; }

    /// <summary>A cell's value.</summary>
    long this[int cell] { get; set; }
}
