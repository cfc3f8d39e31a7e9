using System.Numerics;

namespace SynthTrain.Models.Templates;

/// <summary>Python's <c>range</c>.</summary>
internal sealed record PyRange(long Start, long Stop, long Step)
{
    /// <summary>How many numbers it holds.</summary>
    public long Count => (long)BigInteger.Max(0, Step > 0
        ? ((BigInteger)Stop - Start + Step - 1) / Step
        : ((BigInteger)Start - Stop - Step - 1) / -(BigInteger)Step);

    public object At(long index) => Start + (index * Step);

    public bool Holds(object? value) => Py.AsInteger(value) is { } n && (Step > 0 ? n >= Start && n < Stop : n <= Start && n > Stop) && (n - Start) % Step == 0;
}
