using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Preferences;

/// <summary>The head over answers' tokens alone, some of them at a time: scores of a whole batch never lie in memory together.</summary>
internal static class AnswerHead
{
    /// <summary>Scores at a time; 64 MiB of float32.</summary>
    private const long ScoresTogether = 1 << 24;

    /// <summary>Figures of each row; no gradient.</summary>
    /// <param name="model">Whose head.</param>
    /// <param name="hidden">[tokens, D], row after row.</param>
    /// <param name="targets">[tokens], int64.</param>
    /// <param name="counts">Tokens of each row.</param>
    public static AnswerFigures Measure(DecoderModel model, Tensor hidden, Tensor targets, IReadOnlyList<int> counts)
    {
        using var none = no_grad();
        var all = hidden.shape[0];
        var chunk = Math.Max(1, ScoresTogether / model.Config.VocabularySize);
        var figures = new float[4][];
        for (var i = 0; i < 4; i++)
            figures[i] = new float[all];
        for (var at = 0L; at < all; at += chunk)
        {
            var count = Math.Min(chunk, all - at);
            var values = Chunk(model, hidden.narrow(0, at, count), targets.narrow(0, at, count));
            for (var i = 0; i < 4; i++)
                values.AsSpan((int)(i * count), (int)count).CopyTo(figures[i].AsSpan((int)at));
        }

        return new(Sums(figures[0], counts), Sums(figures[1], counts), Sums(figures[2], counts), Sums(figures[3], counts));
    }

    /// <summary>Σ weight · log-probability over rows, whose gradient a backward pass takes.</summary>
    /// <param name="model">Whose head.</param>
    /// <param name="hidden">[tokens, D] with its graph.</param>
    /// <param name="targets">[tokens], int64.</param>
    /// <param name="rows">Tokens and weight of each row.</param>
    public static Tensor Weighted(DecoderModel model, Tensor hidden, Tensor targets, IEnumerable<(int Count, float Weight)> rows)
    {
        Tensor? sum = null;
        var at = 0L;
        foreach (var (count, weight) in rows)
        {
            var part = Operations.LinearCrossEntropy(hidden.narrow(0, at, count), model.Head, targets.narrow(0, at, count)) * -weight;
            sum = sum is null ? part : sum + part;
            at += count;
        }

        return sum!;
    }

    private static float[] Chunk(DecoderModel model, Tensor hidden, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var scores = model.Logits(hidden); // [n, V]
        var logs = scores.log_softmax(-1);
        var likely = logs.gather(1, targets.unsqueeze(1)).squeeze(1);
        var entropy = -(logs.exp() * logs).sum([-1L]);
        var hits = scores.argmax(-1).eq(targets).to_type(ScalarType.Float32);
        return stack([likely, entropy, scores.mean([-1L]), hits]).cpu().data<float>().ToArray();
    }

    private static double[] Sums(float[] values, IReadOnlyList<int> counts)
    {
        var (sums, at) = (new double[counts.Count], 0);
        for (var row = 0; row < sums.Length; at += counts[row++])
        {
            foreach (var value in values.AsSpan(at, counts[row]))
                sums[row] += value;
        }

        return sums;
    }
}
