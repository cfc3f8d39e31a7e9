using System.Text.Json;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Gguf;

/// <summary>A GGUF file as a model: the config that a Hugging Face folder would have, weights under Hugging Face's names as floats, tokenizer, chat template.</summary>
/// <remarks>Weights are read when they are asked for: memory is that of the header. Rows of q and k, which llama.cpp's <c>llama</c> keeps in another order, are put back.</remarks>
public sealed class GgufModel : IDisposable
{
    private readonly GgufReader _file;

    private GgufModel(GgufReader file)
    {
        _file = file;
        Tokenizer = TokenizerLoader.FromGguf(GgufVocabulary.Of(file));
        EndTokens = GgufEndTokens.Of(file, Tokenizer);
        Config = new GgufConfigReader(file).Read(EndTokens);
        Check();
        if (file.Metadata.GetValueOrDefault("tokenizer.chat_template")?.Text is { } template)
            Template = ChatTemplate.Parse(template, file.Name);
        TemplateVariables = Variables();
    }

    /// <summary>The file as it was named.</summary>
    public string Name => _file.Name;

    /// <summary>Its sizes. Mistral's files call themselves <c>llama</c> and are taken for such.</summary>
    public ModelConfig Config { get; }

    /// <summary>Its tokenizer, whose ids are llama.cpp's.</summary>
    public ModelTokenizer Tokenizer { get; }

    /// <summary>Its chat template; <see langword="null"/> when it has none.</summary>
    public ChatTemplate? Template { get; }

    /// <summary><c>bos_token</c> and <c>eos_token</c>, as far as the file names them.</summary>
    public IReadOnlyDictionary<string, JsonElement> TemplateVariables { get; }

    /// <summary>Tokens that end an answer, by the file's keys and by the texts that llama.cpp knows.</summary>
    public IReadOnlyList<int> EndTokens { get; }

    /// <summary>How each tensor is stored, in file order.</summary>
    public IReadOnlyList<GgufTensorInfo> Tensors => _file.Tensors;

    /// <summary>The file's keys.</summary>
    public IReadOnlyDictionary<string, GgufValue> Metadata => _file.Metadata;

    /// <summary>Opens a file and holds its tensors against its sizes.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, <see cref="ModelFault.UnsupportedModel"/>, <see cref="ModelFault.UnsupportedTokenizer"/>, <see cref="ModelFault.BadTensor"/>.</exception>
    public static GgufModel Open(string path)
    {
        var file = GgufReader.Open(path);
        try
        {
            return new(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All values of a weight, quantized ones widened.</summary>
    /// <param name="name">Hugging Face's name: one of <see cref="ModelTensors.Expected"/>.</param>
    public float[] ReadFloats(string name)
    {
        var tensor = _file.Find(GgufNames.Tensor(name)) ?? throw new ModelException(ModelFault.BadTensor, $"'{Name}' has no tensor '{GgufNames.Tensor(name)}'", Name);
        var values = GgufFloats.Read(_file, tensor);
        var heads = Config.Architecture != ModelArchitecture.Llama ? 0 : Module(name) switch { "q_proj" => Config.HeadCount, "k_proj" => Config.KeyValueHeadCount, _ => 0 };
        return heads == 0 ? values : Halves(values, heads);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Module(string name) => name.Split('.')[^2];

    /// <summary>Within a head of 2n rows, rows 2i and 2i + 1 become i and n + i: the reverse of the converter's order.</summary>
    private float[] Halves(float[] values, int heads)
    {
        var ordered = GC.AllocateUninitializedArray<float>(values.Length);
        var size = values.Length / heads;
        var columns = size / Config.HeadSize;
        for (var head = 0; head < heads; head++)
        {
            var from = values.AsSpan(head * size, size);
            var to = ordered.AsSpan(head * size, size);
            for (var row = 0; row < Config.HeadSize / 2; row++)
            {
                from.Slice(2 * row * columns, columns).CopyTo(to[(row * columns)..]);
                from.Slice(((2 * row) + 1) * columns, columns).CopyTo(to[((size / 2) + (row * columns))..]);
            }
        }

        return ordered;
    }

    private void Check()
    {
        var faults = new List<string>();
        var names = new HashSet<string>(["rope_freqs.weight"], StringComparer.Ordinal);
        foreach (var (name, shape) in ModelTensors.Expected(Config))
        {
            var tensor = _file.Find(GgufNames.Tensor(name));
            names.Add(GgufNames.Tensor(name));
            if (tensor is null)
                faults.Add($"'{GgufNames.Tensor(name)}' is missing");
            else if (!shape.Reverse().SequenceEqual(tensor.Shape))
                faults.Add($"'{tensor.Name}' has the shape [{string.Join(", ", tensor.Shape)}] where [{string.Join(", ", shape.Reverse())}] is needed");
        }

        faults.AddRange(_file.Tensors.Where(tensor => !names.Contains(tensor.Name)).Select(tensor => $"'{tensor.Name}' is not known to a {Config.Architecture} of these sizes"));
        if (faults.Count > 0)
            throw new ModelException(ModelFault.BadTensor, $"the tensors of '{Name}' do not fit its metadata: {string.Join("; ", faults.Take(10))}{(faults.Count > 10 ? $"; and {faults.Count - 10} more" : "")}", Name);
    }

    private Dictionary<string, JsonElement> Variables()
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var kind in new[] { "bos", "eos" })
        {
            if (GgufEndTokens.Id(_file, kind) is { } id && Tokenizer.IdToToken(id) is { } text)
                variables[kind + "_token"] = JsonSerializer.SerializeToElement(text);
        }

        return variables;
    }
}
