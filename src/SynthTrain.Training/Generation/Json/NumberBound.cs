namespace SynthTrain.Training.Generation.Json;

/// <summary>The least or greatest number.</summary>
/// <param name="Value">The number.</param>
/// <param name="IsOpen">Whether the number itself is out.</param>
internal readonly record struct NumberBound(decimal Value, bool IsOpen)
{
    /// <summary>The same bound of the number without its sign.</summary>
    public NumberBound Mirrored => this with { Value = -Value };

    public bool IsBelow(decimal number) => IsOpen ? Value < number : Value <= number;

    public bool IsAbove(decimal number) => IsOpen ? Value > number : Value >= number;
}
