using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Models;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Models.Tokenizers.Training;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.BaseModels;

/// <summary>Makes a small Llama from nothing: a vocabulary trained on the data, and first weights from a seed. Equal data and seed give an equal model.</summary>
/// <remarks>First weights are transformers' for a Llama: norms 1, biases 0, everything else normal with deviation 0.02 (<c>initializer_range</c>), residual projections too [transformers modeling_utils.py: _init_weights]; and, where they are asked for, <see cref="InductionHeads"/>.</remarks>
public static class ScratchModel
{
    private const double Deviation = 0.02;

    /// <summary>How byte-level vocabularies write a space.</summary>
    private const char Space = '\u0120';

    /// <summary>Makes the model.</summary>
    /// <param name="options">Sizes and template.</param>
    /// <param name="conversations">Lists of messages that the vocabulary is trained on, rendered by the template.</param>
    /// <param name="seed">Of the first weights.</param>
    /// <param name="placement">Type and device; default float32 on the processor.</param>
    /// <param name="cancellation">Stops between texts and merges.</param>
    /// <exception cref="Core.Diagnostics.SynthException"><c>ST3101</c> for sizes that contradict each other.</exception>
    public static LoadedModel Make(ScratchOptions options, IEnumerable<JsonElement> conversations, long seed, Placement? placement = null, CancellationToken cancellation = default)
    {
        var specials = ScratchTokens.Of(options.Template);
        ScratchCheck.Check(options, specials.All.Count);
        var template = TemplateChoice.BuiltIn(options.Template);
        var papers = specials.TokenizerConfig(options.MaxPositions);
        var variables = SpecialTokens.Variables(papers);
        var texts = conversations.ToList();
        var pieces = AnswerPieces.Of(texts, options.AnswerTokens);
        var bytes = BpeTrainer.Train(Texts(template, variables, texts), new(options.VocabularySize) { SpecialTokens = specials.All, BeginToken = specials.Begin, Split = options.Split, Spaces = options.Spaces, AddedTokens = pieces }, cancellation);
        var tokenizer = TokenizerLoader.FromHuggingFace(bytes, "tokenizer.json");
        var config = Config(options) with
        {
            VocabularySize = tokenizer.VocabularySize,
            BosTokenId = specials.Begin is { } begin ? tokenizer.TokenToId(begin) : null,
            EosTokenIds = new([tokenizer.TokenToId(specials.End)!.Value]),
            PadTokenId = tokenizer.TokenToId(specials.Padding),
        };
        return new LoadedModel
        {
            Decoder = DecoderLoader.Load(config, Weights(options.InductionHeads ? Copied(tokenizer) : null, config, seed), placement),
            Tokenizer = tokenizer,
            Template = template,
            TemplateVariables = variables,
            EndTokens = EndTokens.Of(config.EosTokenIds, tokenizer, template, variables),
            Files = new() { Name = "scratch", Config = ModelConfigWriter.ToJson(config), TokenizerJson = bytes, TokenizerConfig = papers },
        };
    }

    /// <summary>The sizes, with all the tokens that the vocabulary may have.</summary>
    internal static ModelConfig Config(ScratchOptions options) => new()
    {
        Architecture = ModelArchitecture.Llama,
        HiddenSize = options.HiddenSize,
        IntermediateSize = options.IntermediateSize,
        LayerCount = options.LayerCount,
        HeadCount = options.HeadCount,
        KeyValueHeadCount = options.KeyValueHeadCount,
        HeadSize = options.HiddenSize / options.HeadCount,
        VocabularySize = options.VocabularySize,
        MaxPositions = options.MaxPositions,
        NormEpsilon = 1e-5,
        TieWordEmbeddings = !options.InductionHeads,
        TensorType = "float32",
    };

    /// <summary>What the template refuses is left out of the vocabulary; whoever reads the rows for the training names it.</summary>
    private static IEnumerable<string> Texts(ChatTemplate template, IReadOnlyDictionary<string, JsonElement> variables, IEnumerable<JsonElement> conversations)
    {
        foreach (var messages in conversations)
        {
            if (Rendered(template, variables, messages) is { } text)
                yield return text;
        }
    }

    private static string? Rendered(ChatTemplate template, IReadOnlyDictionary<string, JsonElement> variables, JsonElement messages)
    {
        try
        {
            return template.Render(new() { Messages = messages, Variables = variables }).Text;
        }
        catch (ModelException)
        {
            return null;
        }
    }

    private static Func<string, float[]> Weights(CopiedToken[]? tokens, ModelConfig config, long seed)
    {
        var shapes = ModelTensors.Expected(config);
        var heads = tokens is null ? null : new InductionHeads(config, Normal(shapes[InductionHeads.Embedding], seed, InductionHeads.Embedding, 1), tokens);
        return name =>
        {
            var values = name.EndsWith("norm.weight", StringComparison.Ordinal) ? Filled(shapes[name], 1) : Normal(shapes[name], seed, name, Deviation);
            heads?.Write(name, values);
            return values;
        };
    }

    private static CopiedToken[] Copied(ModelTokenizer tokenizer) => [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(id =>
    {
        var token = tokenizer.IdToToken(id) ?? "";
        var bare = token.Length > 1 && token[0] == Space ? tokenizer.TokenToId(token[1..]) ?? id : id;
        return new CopiedToken(bare, token.EndsWith(":\"", StringComparison.Ordinal));
    })];

    private static float[] Filled(long[] shape, float value)
    {
        var values = new float[shape.Aggregate(1L, (all, size) => all * size)];
        values.AsSpan().Fill(value);
        return values;
    }

    /// <summary>Box and Muller, 1958: two uniform numbers make one normal one.</summary>
    private static float[] Normal(long[] shape, long seed, string name, double deviation)
    {
        var random = new SeededRandom("scratch", seed.ToString(CultureInfo.InvariantCulture), name);
        var values = Filled(shape, 0);
        foreach (ref var value in values.AsSpan())
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(random)));
            value = (float)(deviation * radius * Math.Cos(2 * Math.PI * Uniform(random)));
        }

        return values;
    }

    private static double Uniform(SeededRandom random) => (random.Next() >> 11) * (1.0 / (1UL << 53));
}
