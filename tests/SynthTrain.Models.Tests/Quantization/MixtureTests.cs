using SynthTrain.Models.Gguf;
using SynthTrain.Models.Quantization;

namespace SynthTrain.Models.Tests.Quantization;

[TestClass]
public sealed class MixtureTests
{
    private static readonly LlamaFiles[] s_models =
    [
        new("llama", 2, 8, 8, 256, 512),
        new("llama", 3, 8, 4, 256, 512) { IsTied = true },
        new("llama", 12, 8, 2, 256, 256),
        new("llama", 33, 8, 1, 256, 768) { IsTied = true, Type = GgufType.BF16 },
        new("llama", 17, 8, 2, 320, 544) { Type = GgufType.F16 },
        new("llama", 16, 8, 2, 320, 544) { IsTied = true },
        new("llama", 80, 8, 1, 256, 256),
        new("llama", 80, 8, 8, 256, 256),
        new("qwen2", 80, 8, 2, 256, 256),
        new("qwen3", 28, 8, 4, 256, 256),
        new("llama", 20, 8, 2, 256, 512) { Experts = 8 },
        new("llama", 16, 8, 2, 256, 512) { Experts = 4 },
    ];

    private static readonly TempFolder s_folder = new();

    public static IEnumerable<object[]> Types => Enum.GetValues<GgufFileType>().Select(type => new object[] { type });

    [ClassCleanup]
    public static void Clean() => s_folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void FilesAreThoseOfLlamaCpp(GgufFileType type)
    {
        foreach (var model in s_models)
            Compare(model, type, importance: false);
    }

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void FilesWithImportancesAreThoseOfLlamaCpp(GgufFileType type)
    {
        foreach (var model in s_models.Where(model => model.Layers is 16 or 17 or 20))
            Compare(model, type, importance: true);
    }

    [TestMethod]
    [DynamicData(nameof(Types))]
    public void RowsThatNoBlockDividesAreHalves(GgufFileType type) => Compare(new LlamaFiles("llama", 2, 4, 4, 40, 96), type, importance: false);

    private static void Compare(LlamaFiles model, GgufFileType type, bool importance)
    {
        var (input, theirs, ours) = (s_folder.At($"{model.GetHashCode():x}.gguf"), s_folder.At("theirs.gguf"), s_folder.At("ours.gguf"));
        if (!File.Exists(input))
            model.Write(input, seed: model.Layers);
        var entries = importance ? Importances(model) : null;
        Assert.IsTrue(Llama.Quantize(input, theirs, type, 2, entries), $"llama.cpp does not quantize {model} to {type}");
        GgufQuantizer.Quantize(input, ours, new GgufQuantizerOptions(type) { Threads = 3, Importance = entries is null ? null : new ImportanceMatrix("i", "d", 1, entries) });
        using (GgufReader expected = GgufReader.Open(theirs), written = GgufReader.Open(ours))
        {
            for (var i = 0; i < expected.Tensors.Count; i++)
            {
                Assert.AreEqual($"{expected.Tensors[i].Name} {expected.Tensors[i].Type}", $"{written.Tensors[i].Name} {written.Tensors[i].Type}", $"{type} of {model}");
                CollectionAssert.AreEqual(expected.Read(expected.Tensors[i]), written.Read(written.Tensors[i]), expected.Tensors[i].Name);
            }
        }

        if (!importance)
            CollectionAssert.AreEqual(File.ReadAllBytes(theirs), File.ReadAllBytes(ours), $"the header of {type} of {model}");
    }

    /// <summary>For most tensors; the first layer has none, and the embeddings' are of another size, which llama.cpp passes over.</summary>
    private static Dictionary<string, float[]> Importances(LlamaFiles model)
    {
        var random = new Random(5);
        var entries = model.Tensors().Where(tensor => tensor.Shape.Length > 1 && !tensor.Name.StartsWith("blk.0.", StringComparison.Ordinal)).ToDictionary(
            tensor => tensor.Name,
            tensor => Rows.Make((source, _) => source.NextSingle(), random, (int)(tensor.Shape[0] * (tensor.Shape.Length > 2 ? tensor.Shape[2] : 1))),
            StringComparer.Ordinal);
        entries["token_embd.weight"] = [1, 2, 3];
        return entries;
    }
}
