using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Preferences;

/// <summary>Pairs as rows of one forward pass: prompts with better answers, then prompts with worse ones, padded at the right [TRL DataCollatorForPreference].</summary>
internal sealed class PairBatch
{
    private readonly int[][] _rows;
    private readonly int[] _prompts;
    private readonly int _width;

    public PairBatch(IReadOnlyList<PreferencePair> pairs)
    {
        Pairs = pairs.Count;
        _rows = [.. pairs.Select(pair => (int[])[.. pair.Prompt, .. pair.Chosen]), .. pairs.Select(pair => (int[])[.. pair.Prompt, .. pair.Rejected])];
        _prompts = [.. pairs.Concat(pairs).Select(pair => pair.Prompt.Length)];
        _width = _rows.Max(row => row.Length);
        Counts = [.. _rows.Select((row, i) => row.Length - First(i))];
    }

    /// <summary>How many pairs; there are twice as many rows.</summary>
    public int Pairs { get; }

    /// <summary>Tokens of each row's answer that something predicts.</summary>
    public int[] Counts { get; }

    /// <summary>Tokens that go through the model: prompts count twice, as in TRL's <c>num_tokens</c>.</summary>
    public long Tokens => _rows.Sum(row => (long)row.Length);

    /// <summary>Tokens of a pair.</summary>
    public static long TokensOf(PreferencePair pair) => 2L * pair.Prompt.Length + pair.Chosen.Length + pair.Rejected.Length;

    /// <summary>Tokens of a row of a pair, the longer one's.</summary>
    public static long LongestOf(PreferencePair pair) => pair.Prompt.Length + (long)Math.Max(pair.Chosen.Length, pair.Rejected.Length);

    /// <summary>The stream at the places that predict answers' tokens, row after row.</summary>
    /// <returns>[answers' tokens, D].</returns>
    public Tensor Hidden(DecoderModel model)
    {
        var device = model.Head.device;
        var (ids, real) = (new long[_rows.Length * _width], new long[_rows.Length * _width]);
        for (var row = 0; row < _rows.Length; row++)
        {
            for (var at = 0; at < _rows[row].Length; at++)
                (ids[row * _width + at], real[row * _width + at]) = (_rows[row][at], 1);
        }

        long[] shape = [_rows.Length, _width];
        var layout = SequenceLayout.Padded(tensor(real, shape, device: device), model.Config.SlidingWindow);
        return model.HiddenAt(tensor(ids, shape, device: device), layout, tensor(Places(), device: device));
    }

    /// <summary>The answers' tokens, row after row.</summary>
    public Tensor Targets(Device device) => tensor(_rows.SelectMany((row, i) => row.Skip(First(i))).Select(id => (long)id).ToArray(), device: device);

    // Nothing predicts the first token of a row.
    private int First(int row) => Math.Max(1, _prompts[row]);

    private long[] Places() => [.. _rows.SelectMany((row, i) => Enumerable.Range(First(i), row.Length - First(i)).Select(at => (long)i * _width + at - 1))];
}
