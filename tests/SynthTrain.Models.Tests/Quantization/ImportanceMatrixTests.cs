using System.Text;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Models.Tests.Quantization;

[TestClass]
public sealed class ImportanceMatrixTests
{
    private const string GoldenFile = "gguf/quantized/llama-256.imatrix.gguf";

    [TestMethod]
    public void AFileOfLlamaCppIsRead()
    {
        var matrix = ImportanceMatrix.Read(Golden.Require(GoldenFile), "name");
        Assert.AreEqual("name", matrix.File);
        Assert.AreEqual("calibration.txt", matrix.Dataset);
        Assert.AreEqual(16, matrix.Chunks);
        Assert.AreEqual(21, matrix.Count);
        Assert.AreEqual(512, matrix.Find("blk.2.ffn_down.weight").Length);
        Assert.IsTrue(matrix.Find("token_embd.weight").IsEmpty);
    }

    [TestMethod]
    public void SumsAreDividedByTheCountOfTheirMatrix()
    {
        using var folder = new TempFolder();
        Write(folder.At("i"), [2, 4, 30, 60, 7, 8], [2, 10, 0]);
        // The last expert was never chosen: all its columns count the same.
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 6, 1, 1 }, ImportanceMatrix.Read(folder.At("i")).Find("a.weight").ToArray());
    }

    [TestMethod]
    public void TheOlderFormIsRead()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.At("i.dat"), Dat());
        var matrix = ImportanceMatrix.Read(folder.At("i.dat"));
        CollectionAssert.AreEqual(new float[] { 0.5f, 2 }, matrix.Find("a.weight").ToArray());
        CollectionAssert.AreEqual(new float[] { 3 }, matrix.Find("b").ToArray());
        Assert.AreEqual(5, matrix.Chunks);
        Assert.AreEqual("wiki.txt", matrix.Dataset);
    }

    [TestMethod]
    public void SumsAndCountsThatDoNotMatchAreRefused()
    {
        using var folder = new TempFolder();
        Write(folder.At("i"), [2, 4, 30], [2, 10]);
        StringAssert.Contains(Fails(folder.At("i")).Message, "'3' sums and '2' counts");
    }

    [TestMethod]
    [DataRow(0L, 1L << 40, 1L << 40)]
    [DataRow(1L << 40, 0L, 1L << 40)]
    [DataRow(1L << 40, 1L << 40, 0L)]
    public void SumsOfAnEmptyShapeThatIsHugeAreRefused(long columns, long rows, long matrices)
    {
        using var folder = new TempFolder();
        using (var stream = File.Create(folder.At("i")))
        {
            // TensorBytes refuses some orders of such a shape, so the sizes are put in place of small ones.
            var writer = new GgufWriter(stream);
            writer.AddMetadata("general.type", GgufValue.From("imatrix"));
            writer.AddTensor("a.weight.in_sum2", GgufType.F32, [0, 0x1234567, 0x2345678]);
            writer.AddTensor("a.weight.counts", GgufType.F32, [1, 1]);
            writer.BeginData();
            writer.WriteTensor("a.weight.in_sum2", []);
            writer.WriteTensor("a.weight.counts", new byte[4]);
            writer.Finish();
        }

        var bytes = File.ReadAllBytes(folder.At("i"));
        var at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(0x1234567L)) - 8;
        foreach (var size in new[] { columns, rows, matrices })
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(at), size);
            at += 8;
        }

        File.WriteAllBytes(folder.At("i"), bytes);
        Assert.AreEqual(folder.At("i"), Fails(folder.At("i")).File);
    }

    [TestMethod]
    public void AnImportanceThatIsNotFiniteIsRefused()
    {
        using var folder = new TempFolder();
        Write(folder.At("i"), [2, float.NaN], [1]);
        StringAssert.Contains(Fails(folder.At("i")).Message, "'a.weight' have 'NaN' in column 1");
    }

    [TestMethod]
    public void AModelIsNotAnImportanceMatrix() =>
        StringAssert.Contains(Fails(Golden.Require("gguf/llama-tied-rope.q8_0.gguf")).Message, "of type 'model', not an importance matrix");

    [TestMethod]
    public void AFileThatIsMissingIsNotFound() =>
        Assert.AreEqual(ModelFault.NotFound, Assert.ThrowsExactly<ModelException>(() => ImportanceMatrix.Read("/nowhere/i.gguf")).Fault);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void MutatedFilesGiveCodedErrorsOnly(bool older)
    {
        using var folder = new TempFolder();
        var path = folder.At("i");
        Write(path, [2, 4, 30, 60], [2, 10]);
        var original = older ? Dat() : File.ReadAllBytes(path);
        var refused = FuzzRun.Of([original], Mutations.Bytes, bytes =>
        {
            using var source = ByteSource.Of(bytes, "mutated");
            ImportanceMatrix.Read(source, "mutated");
        });
        Assert.IsGreaterThan(Fuzz.Count / 10, refused);
    }

    private static ModelException Fails(string path)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => ImportanceMatrix.Read(path));
        Assert.AreEqual(ModelFault.Damaged, fault.Fault);
        return fault;
    }

    private static void Write(string path, float[] sums, float[] counts)
    {
        using var stream = File.Create(path);
        var writer = new GgufWriter(stream);
        writer.AddMetadata("general.type", GgufValue.From("imatrix"));
        writer.AddMetadata("imatrix.chunk_count", GgufValue.From(3u));
        writer.AddTensor("a.weight.in_sum2", GgufType.F32, [sums.Length / counts.Length, sums.Length % counts.Length == 0 ? counts.Length : sums.Length]);
        writer.AddTensor("a.weight.counts", GgufType.F32, [1, counts.Length]);
        writer.BeginData();
        writer.WriteTensor("a.weight.in_sum2", System.Runtime.InteropServices.MemoryMarshal.AsBytes(sums.AsSpan()));
        writer.WriteTensor("a.weight.counts", System.Runtime.InteropServices.MemoryMarshal.AsBytes(counts.AsSpan()));
        writer.Finish();
    }

    private static byte[] Dat()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(2);
        Entry(writer, "a.weight", 4, 2, 8);
        Entry(writer, "b", 0, 3);
        writer.Write(5);
        writer.Write("wiki.txt".Length);
        writer.Write("wiki.txt"u8);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Entry(BinaryWriter writer, string name, int calls, params float[] sums)
    {
        writer.Write(name.Length);
        writer.Write(Encoding.ASCII.GetBytes(name));
        writer.Write(calls);
        writer.Write(sums.Length);
        foreach (var sum in sums)
            writer.Write(sum);
    }
}
