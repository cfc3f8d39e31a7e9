using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>Asks a model how likely given answers are; nothing is generated.</summary>
/// <param name="decoder">The model.</param>
public sealed class LikelihoodMeter(DecoderModel decoder)
{
    /// <summary>Tokens of a batch, padding included.</summary>
    private const int TokensTogether = 2048;

    /// <summary>Scores at a time; 64 MiB of float32.</summary>
    private const long ScoresTogether = 1 << 24;

    /// <summary>Scores of the trained tokens of each example, in the order of the examples.</summary>
    /// <param name="examples">Tokens and which of them count.</param>
    /// <param name="progress">Hears how many examples are done.</param>
    /// <param name="cancellation">Asked between batches.</param>
    public IReadOnlyList<ExpectedScores> Measure(IReadOnlyList<TokenizedExample> examples, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var scores = new ExpectedScores[examples.Count];
        var wasTraining = decoder.training;
        decoder.eval();
        try
        {
            // Rows of like length stand together, so that little is padding; the plan depends on the rows alone.
            var order = Enumerable.Range(0, examples.Count).OrderBy(row => examples[row].Ids.Length).ThenBy(row => row).ToList();
            for (var (from, done) = (0, 0); from < order.Count; from += done)
            {
                cancellation.ThrowIfCancellationRequested();
                done = Fitting(order, from, examples);
                Batch(order.GetRange(from, done), examples, scores);
                progress?.Invoke(from + done);
            }
        }
        finally
        {
            decoder.train(wasTraining);
        }

        return scores;
    }

    private static int Fitting(List<int> order, int from, IReadOnlyList<TokenizedExample> examples)
    {
        var count = 1;
        while (from + count < order.Count && (count + 1) * examples[order[from + count]].Ids.Length <= TokensTogether)
            count++;
        return count;
    }

    private void Batch(List<int> rows, IReadOnlyList<TokenizedExample> examples, ExpectedScores[] scores)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var length = rows.Max(row => examples[row].Ids.Length);
        var (ids, real) = (new long[rows.Count * length], new long[rows.Count * length]);
        var (places, targets) = (new List<long>(), new List<long>());
        for (var i = 0; i < rows.Count; i++)
        {
            var example = examples[rows[i]];
            for (var t = 0; t < example.Ids.Length; t++)
            {
                (ids[(i * length) + t], real[(i * length) + t]) = (example.Ids[t], 1);
                if (t == 0 || !example.Trained[t])
                    continue;
                places.Add((i * length) + t - 1);
                targets.Add(example.Ids[t]);
            }
        }

        var (logits, logs) = Scores(Stream((ids, real), rows.Count, length), places, targets);
        var at = 0;
        foreach (var row in rows)
        {
            var count = examples[row].TrainedCount;
            scores[row] = new(logs[at..(at + count)], logits[at..(at + count)]);
            at += count;
        }
    }

    /// <summary>[rows · length, D].</summary>
    private Tensor Stream((long[] Ids, long[] Real) batch, long rows, long length)
    {
        var device = decoder.Head.device;
        var layout = batch.Real.Contains(0)
            ? SequenceLayout.Padded(tensor(batch.Real, [rows, length]).to(device), decoder.Config.SlidingWindow)
            : SequenceLayout.Causal(length, decoder.Config.SlidingWindow, device);
        return decoder.Hidden(tensor(batch.Ids, [rows, length]).to(device), layout).reshape(rows * length, -1);
    }

    private (float[] Logits, float[] Logs) Scores(Tensor stream, List<long> places, List<long> targets)
    {
        var (logits, logs) = (new float[places.Count], new float[places.Count]);
        var step = (int)Math.Max(1, ScoresTogether / decoder.Head.shape[0]);
        for (var from = 0; from < places.Count; from += step)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(step, places.Count - from);
            var device = stream.device;
            var all = decoder.Logits(stream.index_select(0, tensor(places.GetRange(from, count).ToArray()).to(device)));
            var wanted = tensor(targets.GetRange(from, count).ToArray()).to(device).unsqueeze(-1);
            Copy(all.gather(1, wanted), logits, from);
            Copy(F.log_softmax(all, -1).gather(1, wanted), logs, from);
        }

        return (logits, logs);
    }

    private static void Copy(Tensor values, float[] into, int at) => values.reshape(-1).cpu().data<float>().ToArray().CopyTo(into, at);
}
