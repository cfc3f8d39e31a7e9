namespace SynthTrain.Core.JsonSchema;

/// <summary>
/// Which members of the current object or array a schema has looked at, by position: what <c>unevaluatedProperties</c> and
/// <c>unevaluatedItems</c> leave alone.
/// </summary>
internal sealed class EvaluatedSet
{
    private ulong[] bits = new ulong[4];
    private bool all;

    public void Mark(int index)
    {
        int word = index >> 6;
        if (word >= bits.Length)
            Array.Resize(ref bits, Math.Max(word + 1, bits.Length * 2));
        bits[word] |= 1UL << (index & 63);
    }

    public void MarkAll() => all = true;

    public bool Has(int index) => all || (index >> 6 < bits.Length && (bits[index >> 6] & (1UL << (index & 63))) != 0);

    public void Merge(EvaluatedSet other)
    {
        all |= other.all;
        if (other.bits.Length > bits.Length)
            Array.Resize(ref bits, other.bits.Length);
        for (int i = 0; i < other.bits.Length; i++)
            bits[i] |= other.bits[i];
    }

    public void Clear()
    {
        Array.Clear(bits);
        all = false;
    }
}
