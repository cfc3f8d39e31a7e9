using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Tests.Runs.Support;

/// <summary>Rows of numbers that follow each other, with dropout, so that a wrong seed shows.</summary>
internal sealed class ToyObjective(DecoderModel model, int rows = 14, int batch = 2) : IObjective
{
    public string Fingerprint { get; init; } = "toy";

    /// <summary>Called before each micro-step with its number in this process; the first is the rehearsal.</summary>
    public Action<int>? Before { get; init; }

    /// <summary>The validation losses, in turn; null computes one.</summary>
    public Queue<double>? Losses { get; init; }

    public double Dropout { get; init; } = 0.2;

    public Func<MicroBatch, double>? Poison { get; init; }

    public int Calls { get; private set; }

    public IReadOnlyList<MicroBatch> Plan(int epoch) =>
        [.. Enumerable.Range(0, rows).OrderBy(row => (row * 7 + epoch * 5) % rows).Chunk(batch).Select(chunk => new MicroBatch(chunk, chunk.Sum(row => Row(row).Length)))];

    public double Weight(MicroBatch batch) => batch.Rows.Sum(row => Row(row).Length - 1);

    public MicroResult Backward(MicroBatch batch, double total)
    {
        Before?.Invoke(Calls++);
        var loss = batch.Rows.Select(row => Loss(row, training: true)).Aggregate((sum, next) => sum + next) / (float)total;
        if (Poison?.Invoke(batch) is { } factor)
            loss *= (float)factor;
        loss.backward();
        return new MicroResult(loss.item<float>(), [new("tokens_in_step", Weight(batch))]);
    }

    public EvaluationResult? Evaluate(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var none = no_grad();
        var loss = Losses?.Dequeue() ?? Loss(rows, training: false).item<float>();
        return new EvaluationResult(loss, [new("eval_perplexity", Math.Exp(loss))]);
    }

    public IReadOnlyList<string> Describe(MicroBatch batch) => [.. batch.Rows.Select(row => $"train.jsonl({row + 1})")];

    private static long[] Row(int row) => [.. Enumerable.Range(row, 4 + row % 5).Select(value => value % 32L)];

    private Tensor Loss(int row, bool training)
    {
        var ids = Row(row);
        var hidden = F.dropout(model.Hidden(tensor(ids[..^1]).unsqueeze(0)).squeeze(0), Dropout, training);
        return F.cross_entropy(model.Logits(hidden), tensor(ids[1..]), reduction: nn.Reduction.Sum);
    }
}
