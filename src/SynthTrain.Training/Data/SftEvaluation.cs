using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;

namespace SynthTrain.Training.Data;

/// <summary>The loss on validation data: a mean over tokens, so that neither the size nor the order of batches counts.</summary>
internal sealed class SftEvaluation(DecoderModel model, IReadOnlyList<TokenizedExample> examples, int batchSize)
{
    /// <summary>Scores at a time; 64 MiB of float32.</summary>
    private const long ScoresTogether = 1 << 24;

    private readonly TrainingRows _rows = new(examples);

    public EvaluationResult Run(CancellationToken cancellation)
    {
        var wasTraining = model.training;
        model.eval();
        try
        {
            using var none = no_grad();
            var (loss, correct, tokens) = (0.0, 0L, 0L);
            foreach (var numbers in Enumerable.Range(0, _rows.Count).Chunk(batchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var pass = SftBatchPass.Of(model, _rows, numbers);
                var sums = Measure(pass);
                (loss, correct, tokens) = (loss + sums.Loss, correct + sums.Correct, tokens + pass.Targets.shape[0]);
            }

            var mean = loss / Math.Max(1, tokens);
            return new(mean, [new("eval_perplexity", Math.Exp(mean)), new("eval_mean_token_accuracy", (double)correct / Math.Max(1, tokens))]);
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private (double Loss, long Correct) Measure(SftBatchPass pass)
    {
        var (loss, correct) = (0.0, 0L);
        var count = pass.Targets.shape[0];
        var step = Math.Max(1, ScoresTogether / model.Head.shape[0]);
        for (var first = 0L; first < count; first += step)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(step, count - first);
            var targets = pass.Targets.narrow(0, first, rows);
            var scores = model.Logits(pass.Hidden.narrow(0, first, rows));
            loss += nn.functional.cross_entropy(scores, targets, reduction: nn.Reduction.Sum).item<float>();
            correct += scores.argmax(-1).eq(targets).sum().item<long>();
        }

        return (loss, correct);
    }
}
