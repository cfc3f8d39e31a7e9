using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Models.Tests.Quantization;

[TestClass]
public sealed class GgufQuantizerTests
{
    private static readonly LlamaFiles s_model = new("llama", 4, 8, 4, 256, 512) { Rows = 620, Vocabulary = 620 };
    private static readonly TempFolder s_folder = new();

    [ClassCleanup]
    public static void Clean() => s_folder.Dispose();

    [TestMethod]
    public void TheNumberOfThreadsDoesNotShow()
    {
        using var folder = new TempFolder();
        Model(folder.At("in"));
        foreach (var threads in new[] { 1, 2, 5 })
            GgufQuantizer.Quantize(folder.At("in"), folder.At($"{threads}"), new GgufQuantizerOptions(GgufFileType.Q3_K_M) { Threads = threads });
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.At("1")), File.ReadAllBytes(folder.At("2")));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.At("1")), File.ReadAllBytes(folder.At("5")));
    }

    [TestMethod]
    public void EveryTensorIsReportedOnceInFileOrder()
    {
        using var folder = new TempFolder();
        Model(folder.At("in"));
        var heard = new List<QuantizedTensor>();
        GgufQuantizer.Quantize(folder.At("in"), folder.At("out"), new GgufQuantizerOptions(GgufFileType.Q4_K_M) { Threads = 3, Progress = heard.Add });
        using var reader = GgufReader.Open(folder.At("out"));
        CollectionAssert.AreEqual(reader.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type}").ToList(), heard.ConvertAll(tensor => $"{tensor.Name} {tensor.To}"));
        CollectionAssert.AreEqual(Enumerable.Range(1, heard.Count).ToList(), heard.ConvertAll(tensor => tensor.Number));
    }

    [TestMethod]
    public void AFileThatIsQuantizedAlreadyIsRefusedUnlessNothingChanges()
    {
        using var folder = new TempFolder();
        Model(folder.At("in"));
        GgufQuantizer.Quantize(folder.At("in"), folder.At("q8"), new GgufQuantizerOptions(GgufFileType.Q8_0));
        var fault = Assert.ThrowsExactly<ModelException>(() => GgufQuantizer.Quantize(folder.At("q8"), folder.At("q4"), new GgufQuantizerOptions(GgufFileType.Q4_K_M)));
        Assert.AreEqual(ModelFault.UnsupportedQuantization, fault.Fault);
        StringAssert.Contains(fault.Message, "stored as Q8_0 already");
        Assert.IsFalse(File.Exists(folder.At("q4")));
        GgufQuantizer.Quantize(folder.At("q8"), folder.At("again"), new GgufQuantizerOptions(GgufFileType.Q8_0));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.At("q8")), File.ReadAllBytes(folder.At("again")));
    }

    [TestMethod]
    [DataRow(GgufFileType.Q4_K_M, float.NaN, ModelFault.BadTensor, "tensor 'blk.2.attn_q.weight': weight 'NaN' in row 600, column 9")]
    [DataRow(GgufFileType.Q4_K_M, float.NegativeInfinity, ModelFault.BadTensor, "weight '-Infinity' in row 600, column 9")]
    [DataRow(GgufFileType.F32, float.NaN, ModelFault.BadTensor, "weight 'NaN' in row 600, column 9")]
    [DataRow(GgufFileType.Q8_0, 1e20f, ModelFault.WeightsLost, "the weights of row 600 are too large for Q8_0: the largest is '1E+20'")]
    [DataRow(GgufFileType.F16, 70000f, ModelFault.WeightsLost, "the weights of row 600 are too large for F16: the largest is '70000'")]
    public void AWeightThatCannotBeStoredIsRefusedWithItsPlaceAndLeavesNoFile(GgufFileType type, float value, ModelFault kind, string words)
    {
        using var folder = new TempFolder();
        Model(folder.At("in"));
        Put(folder.At("in"), "blk.2.attn_q.weight", (600 * 256) + 9, value);
        var fault = Assert.ThrowsExactly<ModelException>(() => GgufQuantizer.Quantize(folder.At("in"), folder.At("out"), new GgufQuantizerOptions(type) { Threads = 4 }));
        Assert.AreEqual(kind, fault.Fault);
        StringAssert.Contains(fault.Message, words);
        Assert.AreEqual(folder.At("in"), fault.File);
        CollectionAssert.AreEqual(new[] { folder.At("in") }, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void TheFirstFaultInTheFileIsTheOneReported()
    {
        using var folder = new TempFolder();
        Model(folder.At("in"));
        foreach (var name in new[] { "blk.3.ffn_up.weight", "blk.0.ffn_up.weight", "blk.1.attn_v.weight" })
            Put(folder.At("in"), name, 5, float.NaN);
        for (var i = 0; i < 8; i++)
        {
            var fault = Assert.ThrowsExactly<ModelException>(() => GgufQuantizer.Quantize(folder.At("in"), folder.At("out"), new GgufQuantizerOptions(GgufFileType.Q4_0) { Threads = 4 }));
            StringAssert.Contains(fault.Message, "'blk.0.ffn_up.weight'");
        }
    }

    [TestMethod]
    public void OneShardOfASplitModelIsRefused()
    {
        using var folder = new TempFolder();
        Model(folder.At("whole"));
        Split(folder.At("whole"), folder.At("in"), 3);
        var fault = Assert.ThrowsExactly<ModelException>(() => GgufQuantizer.Quantize(folder.At("in"), folder.At("out"), new GgufQuantizerOptions(GgufFileType.Q4_K_M)));
        Assert.AreEqual(ModelFault.UnsupportedModel, fault.Fault);
        StringAssert.Contains(fault.Message, "one of '3' files");
        StringAssert.Contains(fault.Message, "llama-gguf-split --merge");
        Assert.IsFalse(File.Exists(folder.At("out")));
        Split(folder.At("whole"), folder.At("single"), 1);
        GgufQuantizer.Quantize(folder.At("single"), folder.At("out"), new GgufQuantizerOptions(GgufFileType.Q4_K_M));
    }

    [TestMethod]
    public void CancellingStopsAndLeavesNoFile()
    {
        using var folder = new TempFolder();
        Model(folder.At("in"));
        using var source = new CancellationTokenSource();
        var options = new GgufQuantizerOptions(GgufFileType.Q6_K) { Threads = 2, Progress = tensor => { if (tensor.Number == 3) source.Cancel(); } };
        Assert.ThrowsExactly<OperationCanceledException>(() => GgufQuantizer.Quantize(folder.At("in"), folder.At("out"), options, source.Token));
        CollectionAssert.AreEqual(new[] { folder.At("in") }, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void ImportancesOfAnotherModelAreRefused()
    {
        using var folder = new TempFolder();
        Model(folder.At("in"));
        var importance = new ImportanceMatrix("other.gguf", null, 0, new() { ["blk.1.ffn_up.weight"] = [1, 2, 3] });
        var fault = Assert.ThrowsExactly<ModelException>(() => GgufQuantizer.Quantize(folder.At("in"), folder.At("out"), new GgufQuantizerOptions(GgufFileType.Q4_0) { Importance = importance }));
        StringAssert.Contains(fault.Message, "has '3' importances for tensor 'blk.1.ffn_up.weight', which needs 256");
    }

    [TestMethod]
    [DataRow("output_norm.weight", false)]
    [DataRow("output.weight", true)]
    public void ATensorOfEndlessEmptyRowsIsNotWalkedThrough(string name, bool refused)
    {
        using var stream = new MemoryStream();
        var writer = new GgufWriter(stream);
        writer.AddMetadata("general.architecture", GgufValue.From("llama"));
        writer.AddMetadata("llama.block_count", GgufValue.From(1u));
        writer.AddMetadata("llama.attention.head_count", GgufValue.From(1u));
        writer.AddTensor(name, GgufType.F32, [0, 1L << 45]);
        writer.BeginData();
        writer.WriteTensor(name, []);
        writer.Finish();
        using var reader = GgufReader.Open(ByteSource.Of(stream.ToArray(), "endless"));
        void Quantize() => GgufQuantizer.Quantize(reader, Stream.Null, new GgufQuantizerOptions(GgufFileType.Q4_0), CancellationToken.None);
        if (refused)
            Assert.AreEqual(ModelFault.BadTensor, Assert.ThrowsExactly<ModelException>(Quantize).Fault);
        else
            Quantize();
    }

    [TestMethod]
    [DataRow(GgufFileType.Q4_0)]
    [DataRow(GgufFileType.Q5_K_M)]
    public void DamagedFilesGiveCodedErrorsOnly(GgufFileType type)
    {
        using var folder = new TempFolder();
        new LlamaFiles("llama", 1, 8, 4, 256, 32) { Rows = 2, Vocabulary = 2, Type = GgufType.F16 }.Write(folder.At("in"));
        var refused = FuzzRun.Of([File.ReadAllBytes(folder.At("in"))], Head, bytes =>
        {
            using var reader = GgufReader.Open(ByteSource.Of(bytes, "damaged"));
            GgufQuantizer.Quantize(reader, Stream.Null, new GgufQuantizerOptions(type) { Threads = 1 }, CancellationToken.None);
        }, share: 2);
        Assert.IsGreaterThan(Fuzz.Count / 20, refused);

        // Mostly the header: among weights nearly every bit is allowed.
        static byte[] Head(byte[] original, Random random) => random.Next(8) == 0
            ? Mutations.Bytes(original, random)
            : [.. Mutations.Bytes(original[..1200], random), .. original[1200..]];
    }

    [TestMethod]
    [DataRow("q4_k_m", GgufFileType.Q4_K_M)]
    [DataRow("Q4_K_M", GgufFileType.Q4_K_M)]
    [DataRow("q4_K", GgufFileType.Q4_K_M)]
    [DataRow(" f16 ", GgufFileType.F16)]
    [DataRow("bf16", GgufFileType.BF16)]
    [DataRow("Q2_K", GgufFileType.Q2_K)]
    public void NamesAreReadInLettersOfAnySize(string name, GgufFileType type) => Assert.AreEqual(type, GgufQuantNames.Parse(name));

    [TestMethod]
    [DataRow("q4")]
    [DataRow("")]
    [DataRow("15")]
    [DataRow("iq4_xs")]
    public void ANameThatIsNotKnownIsRefusedWithThoseThatAre(string name)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => GgufQuantNames.Parse(name));
        StringAssert.Contains(fault.Message, $"'{name}' is not known; allowed are f32, f16, q4_0");
        Assert.AreEqual("ST3011", fault.Code);
    }

    [TestMethod]
    public void AFileTypeThatIsNotKnownIsRefused() =>
        Assert.AreEqual(ModelFault.UnsupportedQuantization, Assert.ThrowsExactly<ModelException>(() => QuantizationMixture.Base((GgufFileType)6)).Fault);

    private static void Model(string path)
    {
        lock (s_folder)
        {
            if (!File.Exists(s_folder.At("model")))
                s_model.Write(s_folder.At("model"));
        }

        File.Copy(s_folder.At("model"), path);
    }

    /// <summary>Overwrites one F32 value in place.</summary>
    private static void Split(string from, string to, ushort count)
    {
        using var reader = GgufReader.Open(from);
        using var stream = File.Create(to);
        var writer = new GgufWriter(stream);
        foreach (var (key, value) in reader.Metadata)
            writer.AddMetadata(key, value);
        writer.AddMetadata("split.no", GgufValue.From(0u));
        writer.AddMetadata("split.count", GgufValue.From((uint)count));
        foreach (var tensor in reader.Tensors)
            writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape);
        writer.BeginData();
        foreach (var tensor in reader.Tensors)
            writer.WriteTensor(tensor.Name, reader.Read(tensor));
        writer.Finish();
    }

    private static void Put(string path, string tensor, int index, float value)
    {
        long at;
        using (var reader = GgufReader.Open(path))
            at = reader.DataStart + reader.Find(tensor)!.Offset + (index * sizeof(float));
        using var stream = File.OpenWrite(path);
        stream.Position = at;
        stream.Write(BitConverter.GetBytes(value));
    }
}
