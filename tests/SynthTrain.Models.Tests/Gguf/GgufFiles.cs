using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Gguf;

[TestClass]
public sealed class GgufFiles
{
    [TestMethod]
    public void Every_golden_file_is_read_as_llama_cpp_describes_it()
    {
        foreach (var file in Files())
        {
            using var reader = GgufReader.Open(file);
            var expected = Golden.Require($"gguf/expected/{Path.GetFileNameWithoutExtension(file)}.json");
            Assert.AreEqual("", string.Join('\n', ExpectedGguf.Differences(reader, expected)), file);
        }
    }

    [TestMethod]
    public void Every_golden_file_is_written_again_byte_for_byte()
    {
        foreach (var file in Files())
        {
            using var reader = GgufReader.Open(file);
            SameBytes.Assert(File.ReadAllBytes(file), Copy(reader), file);
        }
    }

    [TestMethod]
    public void An_importance_matrix_of_llama_cpp_is_read()
    {
        using var reader = GgufReader.Open(Golden.Require("gguf/quantized/llama-256.imatrix.gguf"));
        Assert.AreEqual("imatrix", reader.Metadata["general.type"].Text);
        Assert.IsTrue(reader.Tensors.All(tensor => tensor.Type == GgufType.F32 && tensor.Length == 4 * tensor.Values));
    }

    [TestMethod]
    public void The_writer_refuses_calls_in_the_wrong_order()
    {
        var writer = new GgufWriter(new MemoryStream());
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.BeginTensor("a"));
        Assert.ThrowsExactly<InvalidOperationException>(writer.Finish);
        writer.AddMetadata("general.architecture", GgufValue.From("llama"));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.AddMetadata("general.architecture", GgufValue.From("llama")));
        writer.AddTensor("a", GgufType.F32, [4]);
        writer.AddTensor("b", GgufType.Q8_0, [32, 2]);
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.AddTensor("a", GgufType.F32, [4]));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.AddMetadata("later", GgufValue.From(true)));
        writer.BeginData();
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.AddTensor("c", GgufType.F32, [4]));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.Write(new byte[1]));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.BeginTensor("b"));
        writer.BeginTensor("a");
        writer.Write(new byte[15]);
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.Write(new byte[2]));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.BeginTensor("b"));
        writer.Write(new byte[1]);
        Assert.ThrowsExactly<InvalidOperationException>(writer.Finish);
        writer.WriteTensor("b", new byte[68]);
        writer.Finish();
        Assert.AreEqual(GgufWriterState.Finished, writer.State);
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.Write(default));
    }

    [TestMethod]
    public void A_header_that_claims_two_to_the_sixty_tensors_fails_at_once()
    {
        var bytes = new byte[64];
        "GGUF"u8.CopyTo(bytes);
        bytes[4] = 3;
        BitConverter.TryWriteBytes(bytes.AsSpan(8), 1L << 60);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.ThrowsExactly<ModelException>(() => GgufReader.Open(ByteSource.Of(bytes, "huge.gguf")));
        Assert.AreEqual("ST3002", exception.Code);
        Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [TestMethod]
    public void An_empty_shape_has_no_values_however_large_its_other_sizes_are()
    {
        var tensor = new GgufTensorInfo("a", GgufType.F32, [0, 1L << 40, 1L << 40], 0, 0);
        Assert.AreEqual((0L, 0L), (tensor.Rows, tensor.Values));
        var huge = tensor with { Shape = [1, 1L << 40, 1L << 40] };
        Assert.AreEqual(ModelFault.BadTensor, Assert.ThrowsExactly<ModelException>(() => huge.Rows).Fault);
        Assert.AreEqual(ModelFault.BadTensor, Assert.ThrowsExactly<ModelException>(() => huge.Values).Fault);
        Assert.AreEqual((0L, 0L), ((tensor with { Shape = [1L << 40, 1L << 40, 0] }).Rows, (tensor with { Shape = [1L << 40, 1L << 40, 0] }).Values));
    }

    [TestMethod]
    public void A_tensor_type_that_is_not_known_is_an_error_that_names_the_file()
    {
        var stream = new MemoryStream();
        var writer = new GgufWriter(stream);
        writer.AddTensor("a", GgufType.F32, [0x1234567, 0]);
        writer.BeginData();
        writer.WriteTensor("a", []);
        writer.Finish();
        var bytes = stream.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.AsSpan().IndexOf(BitConverter.GetBytes(0x1234567L)) + 16), 99);
        var exception = Assert.ThrowsExactly<ModelException>(() => GgufReader.Open(ByteSource.Of(bytes, "a.gguf")));
        Assert.AreEqual((ModelFault.UnsupportedQuantization, "a.gguf"), (exception.Fault, exception.File));
        StringAssert.Contains(exception.Message, "'a.gguf'");
    }

    internal static IEnumerable<string> Files() => Directory.GetFiles(Golden.Require("gguf"), "*.gguf")
        .Concat(Directory.GetFiles(Golden.Require("gguf/quantized"), "*.gguf").Where(file => !file.Contains("imatrix.gguf", StringComparison.Ordinal))).Order(StringComparer.Ordinal);

    private static byte[] Copy(GgufReader reader)
    {
        var stream = new MemoryStream();
        var writer = new GgufWriter(stream, reader.Alignment);
        foreach (var (key, value) in reader.Metadata)
            writer.AddMetadata(key, value);
        foreach (var tensor in reader.Tensors)
            writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape);
        writer.BeginData();
        foreach (var tensor in reader.Tensors)
            writer.WriteTensor(tensor.Name, reader.Read(tensor));
        writer.Finish();
        return stream.ToArray();
    }
}
