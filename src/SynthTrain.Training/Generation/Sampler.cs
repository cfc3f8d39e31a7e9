using System.Globalization;
using System.Numerics.Tensors;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Training.Generation;

/// <summary>Draws tokens from scores as transformers does: repetition penalty, temperature, top-k, top-p, min-p, in this order [transformers generation/logits_process.py].</summary>
/// <remarks>The draw of a step is made from seed and step alone, so an answer does not depend on what was drawn for others.</remarks>
/// <param name="options">How to draw.</param>
public sealed class Sampler(GenerationOptions options)
{
    private readonly HashSet<int> _seen = [];
    private readonly string _seed = options.Seed.ToString(CultureInfo.InvariantCulture);
    private float[] _work = [];
    private int[] _order = [];

    /// <summary>Counts tokens as there before: of the prompt, and each that was chosen.</summary>
    public void See(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
            _seen.Add(token);
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="scores">One a token; changed. Negative infinity where a token may not come.</param>
    /// <param name="step">Tokens of the answer so far.</param>
    /// <returns>The likeliest token at temperature 0 (of equal ones the first), else a draw.</returns>
    public int Choose(Span<float> scores, int step)
    {
        Penalize(scores);
        if (options.Temperature <= 0)
            return TensorPrimitives.IndexOfMax(scores);
        Warp(scores);
        return Draw(scores, step);
    }

    /// <summary>Scores as they are drawn from: removed tokens have negative infinity.</summary>
    /// <param name="scores">One a token; changed.</param>
    public void Process(Span<float> scores)
    {
        Penalize(scores);
        if (options.Temperature > 0)
            Warp(scores);
    }

    private void Penalize(Span<float> scores)
    {
        if (options.RepetitionPenalty == 1)
            return;
        var penalty = (float)options.RepetitionPenalty;
        foreach (var token in _seen)
        {
            if (token < scores.Length)
                scores[token] = scores[token] < 0 ? scores[token] * penalty : scores[token] / penalty;
        }
    }

    private void Warp(Span<float> scores)
    {
        if (options.Temperature != 1)
            TensorPrimitives.Divide(scores, (float)options.Temperature, scores);
        if (options.TopK > 0 && options.TopK < scores.Length)
            KeepTop(scores);
        if (options.TopP < 1)
            KeepMass(scores);
        if (options.MinP > 0)
            KeepLikely(scores);
    }

    /// <summary>Ties with the k-th stay.</summary>
    private void KeepTop(Span<float> scores)
    {
        var work = Work(scores.Length);
        scores.CopyTo(work);
        work.Sort();
        var least = work[^options.TopK];
        foreach (ref var score in scores)
            score = score < least ? float.NegativeInfinity : score;
    }

    /// <summary>The unlikeliest go while their probabilities sum up to at most 1 − p; of equal scores the earlier tokens.</summary>
    private void KeepMass(Span<float> scores)
    {
        var work = Work(scores.Length);
        if (_order.Length != scores.Length)
            _order = new int[scores.Length];
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        scores.CopyTo(work);
        work.Sort(_order.AsSpan(), (x, y) => x.CompareTo(y));
        var (top, total) = (work[^1], 0.0);
        foreach (var score in work)
            total += Math.Exp(score - top);
        var sum = 0.0;
        for (var i = 0; i < work.Length - 1; i++)
        {
            sum += Math.Exp(work[i] - top) / total;
            if (sum > 1 - options.TopP)
                return;
            scores[_order[i]] = float.NegativeInfinity;
        }
    }

    private void KeepLikely(Span<float> scores)
    {
        var least = TensorPrimitives.Max<float>(scores) + Math.Log(options.MinP);
        var top = TensorPrimitives.IndexOfMax<float>(scores);
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] < least && i != top)
                scores[i] = float.NegativeInfinity;
        }
    }

    private int Draw(Span<float> scores, int step)
    {
        var top = TensorPrimitives.Max<float>(scores);
        var total = 0.0;
        foreach (var score in scores)
            total += Math.Exp(score - top);
        var random = new SeededRandom("generation", _seed, step.ToString(CultureInfo.InvariantCulture));
        var left = (random.Next() >> 11) * (1.0 / (1UL << 53)) * total;
        var last = TensorPrimitives.IndexOfMax<float>(scores);
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = Math.Exp(scores[i] - top);
            if (weight == 0)
                continue;
            last = i;
            left -= weight;
            if (left < 0)
                return i;
        }

        return last;
    }

    private Span<float> Work(int count)
    {
        if (_work.Length != count)
            _work = new float[count];
        return _work;
    }
}
