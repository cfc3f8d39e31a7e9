using System.Runtime.InteropServices;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;

namespace SynthTrain.Training.Preferences;

/// <summary>Direct preference optimisation as TRL 1.16 computes it: the mean over the pairs of a micro-batch, divided by the step's micro-batches; nothing is normed by tokens.</summary>
/// <remarks>
/// The reference is the model as it is when the objective is made, adapters switched off: make it before the first step and before a checkpoint is loaded. Dropout is off while it computes.
/// The losses depend on the weights through one log-probability a row alone, so the head runs twice: once for these, then once with the weights that the loss's derivative gives them.
/// </remarks>
public sealed class DpoObjective : IObjective
{
    private readonly DecoderModel _model;
    private readonly DpoOptions _options;
    private readonly PreferenceLoss _loss;
    private readonly ScoredPairs _train;
    private readonly ScoredPairs _validation;
    private readonly RewardWatch? _watch;

    /// <summary>Scores every pair with the reference, as far as the cache does not know it.</summary>
    /// <param name="model">The model as it starts.</param>
    /// <param name="options">Losses, batches, seed.</param>
    /// <param name="setup">The pairs.</param>
    /// <param name="cancellation">Asked before each pair.</param>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>, <see cref="Codes.NoTrainingData"/>.</exception>
    public DpoObjective(DecoderModel model, DpoOptions options, DpoSetup setup, CancellationToken cancellation = default)
    {
        if (setup.Train.Count == 0)
            throw new SynthException(Codes.NoTrainingData, "There is no preference pair to train on; at least one is needed.");
        (_model, _options, _loss) = (model, options, new PreferenceLoss(options));
        model.eval();
        var reference = new ReferenceModel(model, setup.Cache);
        _train = new(setup.Train, reference.Score(setup.Train, cancellation));
        _validation = new(setup.Validation, reference.Score(setup.Validation, cancellation));
        _watch = setup.Diagnostics is { } sink ? new RewardWatch(sink) : null;
        Fingerprint = Hash(reference.Weights);
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int? MicroBatches => (int)Math.Ceiling((double)_train.Pairs.Count / _options.Run.BatchSize);

    /// <inheritdoc/>
    public IReadOnlyList<MicroBatch> Plan(int epoch)
    {
        var order = Enumerable.Range(0, _train.Pairs.Count).ToArray();
        var random = new SeededRandom("dpo order", _options.Run.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture), epoch.ToString(System.Globalization.CultureInfo.InvariantCulture));
        random.Shuffle<int>(order);
        return [.. order.Chunk(_options.Run.BatchSize).Select(rows => new MicroBatch(rows, rows.Sum(row => PairBatch.TokensOf(_train.Pairs[row]))) { Padded = 2 * rows.Length * rows.Max(row => PairBatch.LongestOf(_train.Pairs[row])) })];
    }

    /// <inheritdoc/>
    public double Weight(MicroBatch batch) => 1;

    /// <inheritdoc/>
    public MicroResult Backward(MicroBatch batch, double total)
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var (pairs, references) = _train.Take(batch.Rows);
        var rows = new PairBatch(pairs);
        var hidden = rows.Hidden(_model);
        var targets = rows.Targets(hidden.device);
        var figures = AnswerHead.Measure(_model, hidden, targets, rows.Counts);
        var (loss, slopes) = Loss(rows, figures, references);
        AnswerHead.Weighted(_model, hidden, targets, rows.Counts.Zip(slopes, (count, slope) => (count, (float)(slope / total)))).backward();
        var metrics = DpoMetrics.Of(rows, figures, references, _options.Beta);
        _watch?.Add(metrics["rewards/chosen"], metrics["rewards/margins"]);
        return new(loss / total, [.. metrics.Select(metric => KeyValuePair.Create(metric.Key, metric.Value / total))]);
    }

    /// <inheritdoc/>
    public EvaluationResult? Evaluate(CancellationToken cancellation)
    {
        if (_validation.Pairs.Count == 0)
            return null;
        using var none = no_grad();
        _model.eval();
        var (loss, sums) = (0.0, new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var numbers in Enumerable.Range(0, _validation.Pairs.Count).Chunk(_options.Run.EvaluationBatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (pairs, references) = _validation.Take(numbers);
            var rows = new PairBatch(pairs);
            var hidden = rows.Hidden(_model);
            var figures = AnswerHead.Measure(_model, hidden, rows.Targets(hidden.device), rows.Counts);
            var share = (double)numbers.Length / _validation.Pairs.Count;
            loss += Loss(rows, figures, references).Loss * share;
            foreach (var (name, value) in DpoMetrics.Of(rows, figures, references, _options.Beta))
                sums[name] = sums.GetValueOrDefault(name) + value * share;
        }

        return new(loss, [.. sums.Select(sum => KeyValuePair.Create("eval_" + sum.Key, sum.Value))]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Describe(MicroBatch batch) => [.. batch.Rows.Select(row => _train.Pairs[row].Source)];

    /// <summary>The loss of a batch and its derivatives by each row's log-probability. On the processor: it is a handful of numbers.</summary>
    private (double Loss, float[] Slopes) Loss(PairBatch rows, AnswerFigures figures, IReadOnlyList<ReferenceScore> references)
    {
        using var grad = enable_grad();
        var pairs = rows.Pairs;
        var policy = tensor(figures.LogProbabilities.Select(value => (float)value).ToArray(), requires_grad: true);
        var counts = tensor(rows.Counts.Select(count => (float)count).ToArray());
        var scores = new PairScores(
            policy.narrow(0, 0, pairs),
            policy.narrow(0, pairs, pairs),
            tensor(references.Select(reference => reference.Chosen).ToArray()),
            tensor(references.Select(reference => reference.Rejected).ToArray()),
            counts.narrow(0, 0, pairs),
            counts.narrow(0, pairs, pairs));
        var loss = _loss.Mean(scores);
        loss.backward();
        return (loss.item<float>(), policy.grad!.data<float>().ToArray());
    }

    private string Hash(string weights)
    {
        using var key = new KeyBuilder();
        key.Add(weights);
        key.Add(string.Join(',', _options.LossTypes));
        foreach (var number in _options.LossWeights.Append(_options.Beta).Append(_options.LabelSmoothing))
            key.Add(BitConverter.DoubleToInt64Bits(number));
        key.Add(_options.Run.BatchSize);
        key.Add(_options.Run.Seed);
        foreach (var pair in _train.Pairs.Concat(_validation.Pairs))
        {
            foreach (var ids in new[] { pair.Prompt, pair.Chosen, pair.Rejected })
                key.Add(MemoryMarshal.AsBytes(ids.AsSpan()));
        }

        key.Add(_validation.Pairs.Count);
        return Convert.ToHexStringLower(key.ToHash());
    }

    private sealed record ScoredPairs(IReadOnlyList<PreferencePair> Pairs, ReferenceScore[] References)
    {
        public (PreferencePair[] Pairs, ReferenceScore[] References) Take(IReadOnlyList<int> rows) => ([.. rows.Select(row => Pairs[row])], [.. rows.Select(row => References[row])]);
    }
}
