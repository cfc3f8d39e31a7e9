using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.BaseModels;

/// <summary>First weights that copy: where the latest tokens stood before, the token that followed them there is predicted. A model from nothing spends most of a short training on finding such heads; this one begins with them.</summary>
/// <remarks>
/// The circuit is the one that trained models have (Olsson et al., "In-context learning and induction heads", 2022); to give attention a trained model's shape before training is "mimetic initialization" (Trockman and Kolter, 2023).
/// The stream is divided: what a token is; what the one, the two and the three tokens before it are, written by three heads of the first block that look back so far by their rotary positions alone; what comes next, written by
/// heads of the second block that look for the place whose preceding tokens are the latest ones, and read by an output of its own; and a one. All else is the usual noise, and everything is trained.
/// </remarks>
internal sealed class InductionHeads
{
    private const string Embedding = "model.embed_tokens.weight";
    private const string Output = "lm_head.weight";
    private const int Offsets = 3;
    private const int LeastHeadSize = 32;

    /// <summary>Pairs of a head that turn faster by position tell neighbours apart, and slower ones leave what is compared as it is; radians a token.</summary>
    private const double Fast = 0.1;
    private const double Slow = 0.02;

    /// <summary>How large a token's numbers are in the stream, and in the output; a stream of the usual 0.02 would be learned over within some steps.</summary>
    private const double Deviation = 0.3;
    private const double OutputDeviation = 0.15;
    private const double One = 4 * Deviation;

    /// <summary>How much of a token, in deviations, says whether it begins with a space.</summary>
    private const double Space = 3;

    /// <summary>By how much the score at a head's offset exceeds the one beside it.</summary>
    private const double Sharpness = 6;

    /// <summary>What it adds to the score of a place that its one, two and three tokens before are those of here.</summary>
    private static readonly double[] s_match = [6, 4, 2];

    private readonly ModelConfig _config;
    private readonly IReadOnlyList<int> _bare;
    private readonly int _content;
    private readonly int _previous;
    private readonly double[] _turns;

    /// <summary>For a model that <see cref="Faults"/> has nothing against.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="bare">For each token the one that it is without the space that it begins with, or itself: a word is the same word with a space and without.</param>
    public InductionHeads(ModelConfig config, IReadOnlyList<int> bare)
    {
        (_config, _bare) = (config, bare);
        (_content, _previous) = (config.HiddenSize * 3 / 8, config.HiddenSize / 8);
        _turns = [.. Enumerable.Range(0, config.HeadSize / 2).Select(pair => Math.Pow(config.RopeTheta, -2.0 * pair / config.HeadSize))];
    }

    private int Next => At(Offsets + 1);

    private int Constant => _config.HiddenSize - 1;

    private int Copied => Math.Min(_config.HeadSize, Math.Min(_content, Constant - Next));

    /// <summary>What has no room for it.</summary>
    public static IEnumerable<string> Faults(ScratchOptions options)
    {
        if (options.LayerCount < 2)
            yield return $"model.num_hidden_layers is '{options.LayerCount}'; model.induction_heads needs 2 at least.";
        if (options.HeadCount < Offsets || options.HiddenSize / options.HeadCount < LeastHeadSize)
            yield return $"model.num_attention_heads is '{options.HeadCount}' and model.hidden_size '{options.HiddenSize}'; model.induction_heads needs {Offsets} heads at least, and {LeastHeadSize} numbers in each.";
    }

    /// <summary>Puts the circuit's part into a tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="noise">Noise of deviation 1 by a tensor's name: what a token is, is drawn once.</param>
    /// <param name="values">The tensor's first values; get the part.</param>
    public void Shape(string name, Func<string, float[]> noise, float[] values)
    {
        var block = name.Split('.') is ["model", "layers", var number, "self_attn", var projection, "weight"] ? number + projection : name;
        var matrix = new Matrix(values, name.EndsWith("o_proj.weight", StringComparison.Ordinal) ? _config.HeadCount * _config.HeadSize : _config.HiddenSize);
        switch (block)
        {
            case Embedding:
                Embed(matrix, noise(Embedding));
                break;
            case Output:
                Read(matrix, noise(Embedding));
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

    private int At(int offset) => offset == 0 ? 0 : _content + ((offset - 1) * _previous);

    private void Embed(Matrix table, float[] noise)
    {
        for (var token = 0; token < _config.VocabularySize; token++)
        {
            for (var i = 0; i < _content - 1; i++)
                table[token, i] = Deviation * noise[(_bare[token] * _config.HiddenSize) + i];
            table[token, _content - 1] = Deviation * Spaced(token);
            table[token, Constant] = One;
        }
    }

    private void Read(Matrix head, float[] noise)
    {
        for (var token = 0; token < _config.VocabularySize; token++)
        {
            for (var i = 0; i < Copied - 1; i++)
                head[token, Next + i] = OutputDeviation * noise[(_bare[token] * _config.HiddenSize) + i];
            head[token, Next + Copied - 1] = OutputDeviation * Spaced(token);
        }
    }

    private double Spaced(int token) => _bare[token] == token ? -Space : Space;

    /// <summary>Query and key are one constant pair of arrows for each fast frequency, which positions turn; the query's is turned back by the offset, so that the two agree there.</summary>
    private void LookBack(Matrix projection, bool isQuery)
    {
        var half = _turns.Length;
        var fast = _turns.Count(turn => turn > Fast);
        var contrast = _turns.Take(fast).Sum(turn => 1 - Math.Cos(turn));
        var one = One / Loudness(_content);
        var length = Math.Sqrt(Sharpness * Math.Sqrt(_config.HeadSize) / contrast) / one;
        for (var head = 0; head < Offsets; head++)
        {
            var (row, back) = isQuery ? (head * _config.HeadSize, head + 1) : (Shared(head) * _config.HeadSize, 0);
            projection.Silence(row, _config.HeadSize);
            for (var pair = 0; pair < fast; pair++)
            {
                projection[row + pair, Constant] = length * Math.Cos(_turns[pair] * back);
                projection[row + pair + half, Constant] = -length * Math.Sin(_turns[pair] * back);
            }
        }
    }

    private void Carry(Matrix projection, bool isValue)
    {
        for (var head = 0; head < Offsets; head++)
        {
            Silence(projection, head, isValue);
            for (var i = 0; i < Math.Min(_previous, _config.HeadSize); i++)
            {
                if (isValue)
                    projection[(Shared(head) * _config.HeadSize) + i, i] = 1;
                else
                    projection[At(head + 1) + i, (head * _config.HeadSize) + i] = Loudness(_content);
            }
        }
    }

    /// <summary>The tokens before a place are held against those here, each by a third of the slow numbers.</summary>
    private void Compare(Matrix projection, bool isQuery)
    {
        var half = _turns.Length;
        var first = _turns.Count(turn => turn > Slow);
        var share = 2 * (half - first) / Offsets;
        var token = Deviation / Loudness(_content + (Offsets * _previous));
        foreach (var (copier, head) in Copiers())
        {
            var row = (isQuery ? head : Shared(head)) * _config.HeadSize;
            projection.Silence(row, _config.HeadSize);
            for (var i = 0; i < share * Offsets; i++)
            {
                var (offset, source) = (i / share, ((copier * share) + (i % share)) % _previous);
                var slot = i < half - first ? first + i : half + first + (i - (half - first));
                projection[row + slot, At(isQuery ? offset : offset + 1) + source] = Math.Sqrt(s_match[offset] * Math.Sqrt(_config.HeadSize) / share) / token;
            }
        }
    }

    private void Copy(Matrix projection, bool isValue)
    {
        foreach (var (_, head) in Copiers())
        {
            Silence(projection, head, isValue);
            for (var i = 0; i < Copied; i++)
            {
                if (isValue)
                    projection[(Shared(head) * _config.HeadSize) + i, i == Copied - 1 ? _content - 1 : i] = 1;
                else
                    projection[Next + i, (head * _config.HeadSize) + i] = Deviation;
            }
        }
    }

    /// <summary>These heads are louder than others, and so would be the noise that they pass on.</summary>
    private void Silence(Matrix projection, int head, bool isValue)
    {
        if (isValue)
            projection.Silence(Shared(head) * _config.HeadSize, _config.HeadSize);
        else
            projection.SilenceColumns(head * _config.HeadSize, _config.HeadSize);
    }

    /// <summary>Heads with keys of their own: two, or one where all share theirs.</summary>
    private IEnumerable<(int Copier, int Head)> Copiers() => Enumerable.Range(0, Math.Min(2, _config.KeyValueHeadCount)).Select(copier => (copier, copier * _config.HeadCount / _config.KeyValueHeadCount));

    private int Shared(int head) => head * _config.KeyValueHeadCount / _config.HeadCount;

    /// <summary>What a block's norm divides by where so many numbers of the stream are a token's.</summary>
    private double Loudness(int numbers) => Math.Sqrt(((numbers * Deviation * Deviation) + (One * One)) / _config.HiddenSize);

    private readonly struct Matrix(float[] values, int columns)
    {
        public double this[int row, int column]
        {
            set => values[(row * columns) + column] = (float)value;
        }

        public void Silence(int row, int count) => values.AsSpan(row * columns, count * columns).Clear();

        public void SilenceColumns(int column, int count)
        {
            for (var at = column; at < values.Length; at += columns)
                values.AsSpan(at, count).Clear();
        }
    }
}
