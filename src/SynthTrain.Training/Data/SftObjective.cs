using SynthTrain.Core.Diagnostics;
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
    /// <param name="validation">What it is held against, one example a row; <see langword="null"/> = nothing.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="SynthException"><see cref="Codes.TooLong"/> for validation rows that are longer than the limit, as <c>data.overlong</c> says; <see cref="Codes.NoTrainingData"/> when none is left, or packing left nothing to learn.</exception>
    public SftObjective(DecoderModel model, IReadOnlyList<TokenizedExample> train, IReadOnlyList<TokenizedExample>? validation, SftOptions options)
    {
        (_model, _options) = (model, options);
        (_rows, UnlearnedRows) = options.Packing ? SftPacking.Plan(train, options, model.Config.MaxPositions) : (new TrainingRows(train), 0);
        if (_rows.Count == 0)
            throw new SynthException(Codes.NoTrainingData, "Packing split the rows so that none holds anything to learn; raise 'data.max_seq_length', or set 'data.packing_strategy: bfd'.");
        validation = validation is null ? null : ValidationRows.Fit(validation, options, model.Config.MaxPositions);
        _evaluation = validation is { Count: > 0 } ? new SftEvaluation(model, validation, options.Run.EvaluationBatchSize) : null;
        Fingerprint = SftFingerprint.Of(train, validation, options);
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Packed rows left out because splitting put nothing that is learned into them.</summary>
    public int UnlearnedRows { get; }

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
        return new(SftLoss.Backward(pass, _model.Head, total));
    }

    /// <inheritdoc/>
    public EvaluationResult? Evaluate(CancellationToken cancellation) => _evaluation?.Run(cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<string> Describe(MicroBatch batch) => [.. batch.Rows.SelectMany(_rows.Sources).Distinct(StringComparer.Ordinal)];
}
