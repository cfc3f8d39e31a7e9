using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Models.Tests.Quantization;

[TestClass]
public sealed class QuantizerTests
{
    public static IEnumerable<object[]> Types =>
        new[] { GgufType.F32, GgufType.F16, GgufType.BF16, GgufType.Q8_0, GgufType.Q4_0, GgufType.Q4_1, GgufType.Q5_0, GgufType.Q5_1, GgufType.Q2_K, GgufType.Q3_K, GgufType.Q4_K, GgufType.Q5_K, GgufType.Q6_K }.Select(type => new object[] { type });

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void BytesAreThoseOfGgmlOnEveryKindOfRow(GgufType type)
    {
        var random = new Random(4711 + (int)type);
        var block = Math.Max(32, Quantizer.BlockSize(type));
        for (var blocks = 0; blocks < Fuzz.Count / 5;)
        {
            foreach (var (rowName, row) in Rows.Kinds)
            {
                foreach (var (importanceName, importance) in Rows.Importances)
                {
                    var columns = block * random.Next(1, 4);
                    Compare(type, Rows.Make(row, random, columns), importance is null ? null : Rows.Make((_, _) => importance(random), random, columns), $"{rowName} rows with {importanceName} importances");
                    blocks += columns / block;
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void ValuesAreThoseOfGgmlFromAnyBytes(GgufType type)
    {
        var random = new Random(99);
        var count = Math.Max(32, Quantizer.BlockSize(type)) * 200;
        var blocks = new byte[Quantizer.RowBytes(type, count)];
        random.NextBytes(blocks);
        var values = new float[count];
        Quantizer.Dequantize(type, blocks, values);
        var expected = type == GgufType.F32 ? MemoryMarshal.Cast<byte, float>(blocks).ToArray() : Ggml.Dequantize(type, blocks, count);
        for (var i = 0; i < count; i++)
        {
            // The bits of a NaN are nobody's promise.
            if (!float.IsNaN(expected[i]) || !float.IsNaN(values[i]))
                Assert.AreEqual(BitConverter.SingleToInt32Bits(expected[i]), BitConverter.SingleToInt32Bits(values[i]), $"value {i}: {expected[i]}, not {values[i]}");
        }
    }

    [TestMethod]
    public void EveryHalfIsRead()
    {
        var halves = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        var values = new float[halves.Length];
        Quantizer.Dequantize(GgufType.F16, MemoryMarshal.AsBytes<ushort>(halves), values);
        for (var i = 0; i < halves.Length; i++)
            Assert.AreEqual((float)BitConverter.UInt16BitsToHalf(halves[i]), values[i]);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void AValueThatIsNotFiniteIsRefusedWithItsPlace(float value)
    {
        var values = new float[512];
        values[256 + 7] = value;
        var fault = Assert.ThrowsExactly<ModelException>(() => Quantizer.Quantize(GgufType.Q4_K, values, 256, [], new byte[288]));
        Assert.AreEqual(ModelFault.BadTensor, fault.Fault);
        StringAssert.Contains(fault.Message, "in row 1, column 7");
    }

    [TestMethod]
    public void ARowThatBlocksDoNotDivideIsRefused()
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => Quantizer.RowBytes(GgufType.Q6_K, 320));
        Assert.AreEqual(ModelFault.UnsupportedQuantization, fault.Fault);
        StringAssert.Contains(fault.Message, "'320'");
    }

    [TestMethod]
    public void ATypeThatIsNotKnownIsRefused() =>
        Assert.AreEqual(ModelFault.UnsupportedQuantization, Assert.ThrowsExactly<ModelException>(() => Quantizer.BlockSize(GgufType.I64)).Fault);

    private static void Compare(GgufType type, float[] values, float[]? importance, string what)
    {
        var columns = values.Length;
        var expected = Ggml.Quantize(type, values, columns, importance, (int)Quantizer.RowBytes(type, columns));
        var written = new byte[expected.Length];
        try
        {
            Quantizer.Quantize(type, values, columns, importance, written);
        }
        catch (ModelException lost) when (lost.Fault == ModelFault.WeightsLost)
        {
            Assert.IsFalse(Ggml.Validate(type, expected), $"{what}: {lost.Message}");
            return;
        }

        var difference = expected.AsSpan().CommonPrefixLength(written);
        Assert.AreEqual(expected.Length, difference, $"{type}, {what}: byte {difference} of {expected.Length}");
    }
}
