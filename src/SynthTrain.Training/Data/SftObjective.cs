using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;

namespace SynthTrain.Training.Data;

/// <summary>Supervised fine-tuning: the mean over all trained tokens of a step of −log p(token | what stands before it).</summary>
public sealed class SftObjective : IObjective
{
    private readonly DecoderModel _model;
    private readonly SftOptions _options;
    private readonly TrainingRows _rows;
    private readonly SftEvaluation? _evaluation;

    /// <summary>Lays out the data; packs them where the options say so.</summary>
    /// <param name="model">What learns.</param>
    /// <param name="train">What it learns from; none longer than the limit unless packing splits rows.</param>
    /// <param name="validation">What it is held against; <see langword="null"/> = nothing.</param>
    /// <param name="options">The options.</param>
    public SftObjective(DecoderModel model, IReadOnlyList<TokenizedExample> train, IReadOnlyList<TokenizedExample>? validation, SftOptions options)
    {
        (_model, _options) = (model, options);
        _rows = options.Packing ? Pack(model, train, options) : new TrainingRows(train);
        _evaluation = validation is { Count: > 0 } ? new SftEvaluation(model, validation, options.Run.EvaluationBatchSize) : null;
        Fingerprint = SftFingerprint.Of(train, validation, options);
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int? MicroBatches => (int)Math.Ceiling((double)_rows.Count / _options.Run.BatchSize);

    /// <inheritdoc/>
    public IReadOnlyList<MicroBatch> Plan(int epoch) => EpochPlan.Of(_rows, _options.Run.BatchSize, _options.Run.Seed, epoch);

    /// <inheritdoc/>
    public double Weight(MicroBatch batch) => batch.Rows.Sum(row => (double)_rows.Trained(row));

    /// <inheritdoc/>
    public MicroResult Backward(MicroBatch batch, double total)
    {
        using var scope = NewDisposeScope();
        var pass = SftBatchPass.Of(_model, _rows, batch.Rows);
        // Packing may put nothing but the cut ends of questions into a row.
        return new(pass.Targets.shape[0] == 0 ? 0 : SftLoss.Backward(pass, _model.Head, total));
    }

    /// <inheritdoc/>
    public EvaluationResult? Evaluate(CancellationToken cancellation) => _evaluation?.Run(cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<string> Describe(MicroBatch batch) => [.. batch.Rows.SelectMany(_rows.Sources).Distinct(StringComparer.Ordinal)];

    private static TrainingRows Pack(DecoderModel model, IReadOnlyList<TokenizedExample> examples, SftOptions options)
    {
        var borders = options.PackingStrategy != PackingStrategy.Wrapped;
        // Positions begin anew in each document, so that only a row without borders is held to the model's positions.
        var room = borders ? options.MaxLength : Math.Min(options.MaxLength, model.Config.MaxPositions);
        return new TrainingRows(examples, PackingPlan.Create([.. examples.Select(example => example.Ids.Length)], room, options.PackingStrategy), borders);
    }
}
