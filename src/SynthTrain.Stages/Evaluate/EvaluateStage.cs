using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Stages.Evaluate;

/// <summary>
/// Asks the trained model, the files made of it and an endpoint what held-out rows ask, and holds exports against the trained model.
/// Inputs: <c>eval</c> (1 to n sets, the first of which the gate is held on), optional <c>schema</c>, <c>before</c> (files of the folder that the trained one was made of), <c>model</c> (files of a folder), <c>gguf</c> (0 to n), <c>adapter</c> with <c>base_model</c> or <c>base</c> (its files, those of the base, or a base model of the hub).
/// Outputs: <c>evaluation</c>, <c>answers</c>, <c>report</c>. Options: <see cref="EvaluateOptions"/>.
/// </summary>
/// <remarks>Equal answers give equal bytes: times are in the manifest's <c>run</c> section alone. Beyond a bound of the gate nothing is written; its table is printed.</remarks>
[Stage("evaluate")]
public sealed class EvaluateStage : IStage, IStageValidator
{
    private readonly IGpuProbe _gpu;
    private readonly Func<string, string?> _environment;

    /// <summary>On this machine.</summary>
    public EvaluateStage()
        : this(new NvidiaProbe(), Environment.GetEnvironmentVariable)
    {
    }

    /// <summary>For tests.</summary>
    internal EvaluateStage(IGpuProbe gpu, Func<string, string?> environment) => (_gpu, _environment) = (gpu, environment);

    /// <inheritdoc/>
    public void Validate(StageContext context) => EvaluateOptions.From(context);

    /// <inheritdoc/>
    public async Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken)
    {
        var options = EvaluateOptions.From(context);
        var placement = EvaluateOptions.HasModels(context) ? TrainingDevice.Choose(context, halved: false, _gpu) : Placement.Default;
        using var run = new EvaluationRun(context, options, new ModelOpener(context, placement, _environment), placement);
        var outcome = await run.RunAsync(cancellationToken);
        if (outcome.Faults.Count > 0)
        {
            foreach (var (name, value) in EvaluationFigures.Of(outcome))
                context.Diagnostics.Report(Diagnostic.Info(Codes.GateFailed, $"{name}: {value}"));
            throw new SynthException(outcome.Faults);
        }

        EvaluationJson.Write(context, outcome);
        AnswersFile.Write(context, outcome);
        EvaluationHtml.Write(context, outcome);
        return new StageResult
        {
            RowsIn = outcome.AskedRows + outcome.RejectedByReason.Values.Sum(),
            Accepted = outcome.AskedRows - outcome.FailedRows,
            Failed = outcome.FailedRows,
            Rejected = outcome.RejectedByReason,
            PartialReason = outcome.LeftRows > 0 ? $"{outcome.AskedRows} rows were asked, and {outcome.LeftRows} behind the limit were not" : null,
            Figures = EvaluationFigures.Of(outcome),
            Run = new RunFigures { Notes = EvaluationFigures.Latencies(outcome) },
        };
    }
}
