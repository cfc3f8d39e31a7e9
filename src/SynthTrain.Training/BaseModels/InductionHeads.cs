using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.BaseModels;

/// <summary>First weights that copy: where the latest tokens stood before, the token that followed them there is predicted. A model from nothing spends most of a short training on finding such heads; this one begins with them.</summary>
/// <remarks>
/// The circuit is the one that trained models have (Olsson et al., "In-context learning and induction heads", 2022); to give attention a trained model's shape before training is "mimetic initialization" (Trockman and Kolter, 2023).
/// Three heads of the first block look one, two and three tokens back, by their rotary positions alone, and write what stands there; heads of the second block look for the place whose preceding tokens are the latest ones, and
/// write what comes next; an output of its own reads that (<see cref="InductionStream"/> has the places). All else is the usual noise, and everything is trained. What turns with positions fades with them: it reaches some
/// hundred tokens back.
/// </remarks>
internal sealed class InductionHeads
{
    /// <summary>The tensor whose noise decides what a token is.</summary>
    public const string Embedding = "model.embed_tokens.weight";

    private const string Output = "lm_head.weight";
    private const int LeastHeadSize = 32;

    /// <summary>Pairs of a head that turn faster than this, in radians a token, tell neighbouring places apart.</summary>
    private const double Fast = 0.1;

    /// <summary>Pairs that turn slower leave what is compared as it is over some hundred tokens.</summary>
    private const double Slow = 0.02;

    /// <summary>How large a token's numbers are in the output: enough that what is copied is the likeliest token.</summary>
    private const double OutputDeviation = 0.15;

    /// <summary>By how much the score at a head's offset exceeds the one beside it.</summary>
    private const double Sharpness = 6;

    /// <summary>What it adds to the score of a place that its one, two and three tokens before are those of here.</summary>
    private static readonly double[] s_match = [6, 4, 2];

    private readonly ModelConfig _config;
    private readonly InductionStream _stream;
    private readonly float[] _noise;
    private readonly IReadOnlyList<CopiedToken> _tokens;
    private readonly double[] _turns;

    /// <summary>For a model that <see cref="Faults"/> has nothing against.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="noise">[V, D], of deviation 1: what each token is.</param>
    /// <param name="tokens">What is known of each token.</param>
    public InductionHeads(ModelConfig config, float[] noise, IReadOnlyList<CopiedToken> tokens)
    {
        (_config, _stream, _noise, _tokens) = (config, new(config), noise, tokens);
        _turns = [.. Enumerable.Range(0, config.HeadSize / 2).Select(pair => Math.Pow(config.RopeTheta, -2.0 * pair / config.HeadSize))];
    }

    /// <summary>What has no room for it.</summary>
    public static IEnumerable<string> Faults(ScratchOptions options)
    {
        if (options.LayerCount < 2)
            yield return $"model.num_hidden_layers is '{options.LayerCount}'; model.induction_heads needs 2 at least.";
        if (options.HeadCount < InductionStream.Offsets || options.HiddenSize / options.HeadCount < LeastHeadSize)
            yield return $"model.num_attention_heads is '{options.HeadCount}' and model.hidden_size '{options.HiddenSize}'; model.induction_heads needs {InductionStream.Offsets} heads at least, and {LeastHeadSize} numbers in each.";
    }

    /// <summary>Writes the circuit's part over a tensor's noise.</summary>
    public void Write(string name, float[] values)
    {
        var block = name.Split('.') is ["model", "layers", var number, "self_attn", var projection, "weight"] ? number + projection : name;
        var matrix = new WeightMatrix(values, name.EndsWith("o_proj.weight", StringComparison.Ordinal) ? _config.HeadCount * _config.HeadSize : _config.HiddenSize);
        switch (block)
        {
            case Embedding:
                Tokens(matrix, 0, _stream.Content, InductionStream.Deviation);
                Embed(matrix);
                break;
            case Output:
                Tokens(matrix, _stream.Next, _stream.Copied, OutputDeviation);
                break;
            case "0q_proj" or "0k_proj":
                LookBack(matrix, isQuery: block[1] == 'q');
                break;
            case "0v_proj" or "0o_proj":
                Carry(matrix, isValue: block[1] == 'v');
                break;
            case "1q_proj" or "1k_proj":
                Compare(matrix, isQuery: block[1] == 'q');
                break;
            case "1v_proj" or "1o_proj":
                Copy(matrix, isValue: block[1] == 'v');
                break;
        }
    }

    private void Tokens(WeightMatrix table, int first, int count, double deviation)
    {
        for (var token = 0; token < _config.VocabularySize; token++)
        {
            for (var i = 0; i < count - 1; i++)
                table[token, first + i] = deviation * _noise[(_tokens[token].Bare * _config.HiddenSize) + i];
            table[token, first + count - 1] = deviation * (_tokens[token].Bare == token ? -InductionStream.SpaceMark : InductionStream.SpaceMark);
        }
    }

    /// <summary>The one, and what turns the mark of a space over that heads copy behind a token which opens a text. If that were left to learn, words that mostly begin texts would lose their space everywhere [docs/LOG.md].</summary>
    private void Embed(WeightMatrix table)
    {
        var copied = Copiers().Count() * InductionStream.Deviation * InductionStream.Deviation * InductionStream.SpaceMark / _stream.Loudness(InductionStream.Offsets);
        for (var token = 0; token < _config.VocabularySize; token++)
        {
            table[token, _stream.Constant] = InductionStream.One;
            if (_tokens[token].Opens)
                table[token, _stream.Next + _stream.Copied - 1] = -2 * copied;
        }
    }

    /// <summary>Query and key are one constant arrow for each fast pair, which positions turn; the query's is turned back by the offset, so that the two agree there.</summary>
    private void LookBack(WeightMatrix projection, bool isQuery)
    {
        var half = _turns.Length;
        var fast = _turns.Count(turn => turn > Fast);
        var contrast = _turns.Take(fast).Sum(turn => 1 - Math.Cos(turn));
        var length = Math.Sqrt(Sharpness * Math.Sqrt(_config.HeadSize) / contrast) * _stream.Loudness(0) / InductionStream.One;
        for (var head = 0; head < InductionStream.Offsets; head++)
        {
            var (row, back) = isQuery ? (head * _config.HeadSize, head + 1) : (Shared(head) * _config.HeadSize, 0);
            projection.ClearRows(row, _config.HeadSize);
            for (var pair = 0; pair < fast; pair++)
            {
                projection[row + pair, _stream.Constant] = length * Math.Cos(_turns[pair] * back);
                projection[row + pair + half, _stream.Constant] = -length * Math.Sin(_turns[pair] * back);
            }
        }
    }

    private void Carry(WeightMatrix projection, bool isValue)
    {
        for (var head = 0; head < InductionStream.Offsets; head++)
        {
            Silence(projection, head, isValue);
            for (var i = 0; i < Math.Min(_stream.Previous, _config.HeadSize); i++)
            {
                if (isValue)
                    projection[(Shared(head) * _config.HeadSize) + i, i] = 1;
                else
                    projection[_stream.At(head + 1) + i, (head * _config.HeadSize) + i] = _stream.Loudness(0);
            }
        }
    }

    /// <summary>The tokens before a place are held against those here, each by a third of the slow pairs; the latest, which counts most, by the slowest.</summary>
    private void Compare(WeightMatrix projection, bool isQuery)
    {
        var half = _turns.Length;
        var slow = _turns.Count(turn => turn < Slow);
        var share = 2 * slow / InductionStream.Offsets;
        var token = InductionStream.Deviation / _stream.Loudness(InductionStream.Offsets);
        foreach (var (copier, head) in Copiers())
        {
            var row = (isQuery ? head : Shared(head)) * _config.HeadSize;
            projection.ClearRows(row, _config.HeadSize);
            for (var i = 0; i < share * InductionStream.Offsets; i++)
            {
                var (offset, source) = (i / share, ((copier * share) + (i % share)) % _stream.Previous);
                var slot = half - 1 - (i / 2) + (i % 2 * half);
                projection[row + slot, _stream.At(isQuery ? offset : offset + 1) + source] = Math.Sqrt(s_match[offset] * Math.Sqrt(_config.HeadSize) / share) / token;
            }
        }
    }

    private void Copy(WeightMatrix projection, bool isValue)
    {
        foreach (var (_, head) in Copiers())
        {
            Silence(projection, head, isValue);
            for (var i = 0; i < _stream.Copied; i++)
            {
                if (isValue)
                    projection[(Shared(head) * _config.HeadSize) + i, i == _stream.Copied - 1 ? _stream.Content - 1 : i] = 1;
                else
                    projection[_stream.Next + i, (head * _config.HeadSize) + i] = InductionStream.Deviation;
            }
        }
    }

    /// <summary>These heads are louder than others, and so would be the noise that they pass on.</summary>
    private void Silence(WeightMatrix projection, int head, bool isValue)
    {
        if (isValue)
            projection.ClearRows(Shared(head) * _config.HeadSize, _config.HeadSize);
        else
            projection.ClearColumns(head * _config.HeadSize, _config.HeadSize);
    }

    /// <summary>Heads with keys of their own: two, or one where all share theirs.</summary>
    private IEnumerable<(int Copier, int Head)> Copiers() => Enumerable.Range(0, Math.Min(2, _config.KeyValueHeadCount)).Select(copier => (copier, copier * _config.HeadCount / _config.KeyValueHeadCount));

    private int Shared(int head) => head * _config.KeyValueHeadCount / _config.HeadCount;
}
