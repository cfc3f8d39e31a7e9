using System.Text;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Tests.Safetensors;

[TestClass]
public sealed class SafetensorsFiles
{
    [TestMethod]
    public void Every_golden_file_is_written_again_byte_for_byte()
    {
        var files = Directory.GetFiles(Golden.Require("models"), "*.safetensors", SearchOption.AllDirectories).Concat(Directory.GetFiles(Golden.Require("training"), "*.safetensors", SearchOption.AllDirectories)).ToList();
        foreach (var path in files)
        {
            using var file = SafetensorsFile.Open(path);
            var stream = new MemoryStream();
            var writer = new SafetensorsWriter(stream, file.Tensors, file.Metadata);
            foreach (var tensor in writer.Tensors)
                writer.WriteTensor(tensor.Name, file.Span(file.Require(tensor.Name)));
            writer.Finish();
            SameBytes.Assert(File.ReadAllBytes(path), stream.ToArray(), path);
        }

        Assert.IsGreaterThan(Golden.IsWhole ? 100 : 8, files.Count);
    }

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, null)]
    [DataRow("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[0,7],"data_offsets":[4,4]},"__metadata__":{"k":"v"}}   """, 4, null)]
    [DataRow("""{}""", 0, null)]
    [DataRow(""" {}""", 0, "does not start with '{'")]
    [DataRow("""[]""", 0, "does not start with '{'")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "its tensors take 4 bytes, but 5 follow")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "cut off")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "not JSON of the known form")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "a hole is not allowed")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "do not fit F32 of shape [2]")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4, "do not fit")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "not whole numbers")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "not whole numbers")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "exactly 'dtype', 'shape' and 'data_offsets'")]
    [DataRow("""{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}""", 4, "has the dtype 'Q4'")]
    [DataRow("""{"a":{"dtype":"7","shape":[1],"data_offsets":[0,4]}}""", 4, "has the dtype '7'")]
    [DataRow("""{"__metadata__":{"k":1}}""", 0, "not an object of texts")]
    [DataRow("""{"a\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not JSON of the known form")]
    public void A_header_is_held_against_the_rules_of_the_format(string header, int data, string? fault)
    {
        var bytes = Bytes(header, data);
        if (fault is null)
        {
            SafetensorsFile.Open(ByteSource.Of(bytes, "a.safetensors")).Dispose();
            return;
        }

        var exception = Assert.ThrowsExactly<ModelException>(() => SafetensorsFile.Open(ByteSource.Of(bytes, "a.safetensors")));
        StringAssert.Contains(exception.Message, fault);
        Assert.IsTrue(exception.Code is "ST3002" or "ST3010", exception.Code);
    }

    [TestMethod]
    public void A_header_that_claims_more_than_the_file_has_fails_at_once()
    {
        foreach (var length in new[] { 9L, 100_000_001, 1L << 60, long.MaxValue, -1 })
        {
            var bytes = new byte[16];
            BitConverter.TryWriteBytes(bytes, length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.AreEqual(ModelFault.Damaged, Assert.ThrowsExactly<ModelException>(() => SafetensorsFile.Open(ByteSource.Of(bytes, "a"))).Fault);
            Assert.IsLessThan(50_000, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [TestMethod]
    public void A_file_that_is_cut_while_it_is_open_and_bytes_outside_of_it_are_errors()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.At("a"), Bytes("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", 8));
        using (var source = ByteSource.Open(folder.At("a")))
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => source.Span(source.Length - 4, 5).Length);
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => source.Span(-1, 1).Length);
            Assert.AreEqual(ModelFault.Damaged, Assert.ThrowsExactly<ModelException>(() => source.Read(source.Length - 4, new byte[5])).Fault);
        }

        using var file = SafetensorsFile.Open(folder.At("a"));
        using (var truncate = System.Diagnostics.Process.Start("truncate", ["-s", "-4", folder.At("a")])) // .NET itself would not, while the file is open
            truncate.WaitForExit();
        Assert.AreEqual(ModelFault.Damaged, Assert.ThrowsExactly<ModelException>(() => file.Read(file.Require("a"), 0, new byte[8])).Fault);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => file.Read(file.Require("a"), 1, new byte[8]));
    }

    [TestMethod]
    public void Conversions_of_every_half_and_of_the_neighbourhood_of_each_are_those_of_the_runtime()
    {
        var halves = Enumerable.Range(0, 65536).Select(bits => (ushort)bits).ToArray();
        var floats = new float[65536];
        FloatBytes.HalfToFloats(halves, floats);
        for (var bits = 0; bits < 65536; bits++)
            Assert.IsTrue(((float)BitConverter.UInt16BitsToHalf((ushort)bits)).Equals(floats[bits]), $"{bits:x4}");
        foreach (var step in new[] { -2, -1, 0, 1, 2, 0xfff, 0x1000, 0x1001, 0x1fff })
        {
            var near = floats.Select(value => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) + step)).ToArray();
            var narrowed = new ushort[near.Length];
            FloatBytes.FloatsToHalf(near, narrowed);
            for (var index = 0; index < near.Length; index++)
                Assert.AreEqual(float.IsNaN(near[index]) ? "NaN" : $"{BitConverter.HalfToUInt16Bits((Half)near[index]):x4}", Half.IsNaN(BitConverter.UInt16BitsToHalf(narrowed[index])) ? "NaN" : $"{narrowed[index]:x4}", $"{near[index]:R}");
        }
    }

    [TestMethod]
    public void Brain_floats_round_to_the_nearer_neighbour_and_ties_to_even()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 100_003).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).Concat([1.00390625f, 1.01171875f, float.NaN, float.PositiveInfinity, 3.4e38f]).ToArray();
        var narrowed = new ushort[values.Length];
        var wide = new float[values.Length];
        FloatBytes.FloatsToBrain(values, narrowed);
        FloatBytes.BrainToFloats(narrowed, wide);
        for (var index = 0; index < values.Length; index++)
        {
            var low = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(values[index]) & 0xffff0000);
            var high = BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(values[index]) & 0xffff0000) + 0x10000);
            var toLow = Math.Abs((double)values[index] - low);
            var toHigh = float.IsFinite(high) ? Math.Abs((double)values[index] - high) : Math.Abs(Math.Abs((double)values[index]) - Math.Pow(2, 128));
            var expected = float.IsNaN(values[index]) ? float.NaN : toLow < toHigh || (toLow == toHigh && (BitConverter.SingleToUInt32Bits(low) & 0x10000) == 0) || float.IsInfinity(values[index]) ? low : high;
            Assert.IsTrue(expected.Equals(wide[index]), $"{values[index]:R}: {wide[index]:R}");
        }
    }

    internal static byte[] Bytes(string header, int data) => [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[data]];
}
