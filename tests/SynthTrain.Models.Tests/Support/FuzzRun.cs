namespace SynthTrain.Models.Tests;

/// <summary>Feeds damaged inputs to a reader: only <see cref="ModelException"/> may leave it, and memory stays near the input's size.</summary>
internal static class FuzzRun
{
    /// <param name="originals">Sound inputs.</param>
    /// <param name="mutate">Damages one.</param>
    /// <param name="read">Reads one wholly.</param>
    /// <param name="allocation">Bytes that a reader may allocate for one byte of input, beyond a megabyte.</param>
    /// <param name="share">One of so many of <see cref="Fuzz.Count"/> inputs, for slow readers.</param>
    /// <returns>How many inputs were refused.</returns>
    public static int Of(byte[][] originals, Func<byte[], Random, byte[]> mutate, Action<byte[]> read, int allocation = 400, int share = 1)
    {
        var refused = 0;
        for (var seed = 0; seed < Fuzz.Count / share; seed++)
        {
            var input = mutate(originals[seed % originals.Length], new Random(seed));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input);
            }
            catch (ModelException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new AssertFailedException($"input {seed}: {exception}", exception);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > (1 << 20) + ((long)allocation * input.Length))
                throw new AssertFailedException($"input {seed} of {input.Length} bytes made the reader allocate {allocated}");
        }

        return refused;
    }
}
