using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Preferences;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Stages.Dpo;

/// <summary>Teaches the fine-tuned model to prefer the better answers: <c>[IN] preferences, validation (0..1, pairs too), model, config (0..1)</c>, <c>[OUT]</c> as of the stage <c>train</c>. Options: <see cref="DpoStageOptions"/>.</summary>
/// <remarks>The reference is the model as it comes in; what it says of each pair is kept in the stage's folder, so that a run that goes on begins with the same bits.</remarks>
[Stage("dpo")]
public sealed class DpoStage : IStage, IStageValidator
{
    private readonly IMemoryProbe _memory;
    private readonly IGpuProbe _gpu;
    private readonly IReportProgram _program;

    /// <summary>On this machine.</summary>
    public DpoStage()
        : this(new MachineMemory(), new NvidiaProbe(), new PathProgram())
    {
    }

    /// <summary>For tests.</summary>
    internal DpoStage(IMemoryProbe memory, IGpuProbe gpu, IReportProgram program) => (_memory, _gpu, _program) = (memory, gpu, program);

    /// <inheritdoc/>
    public void Validate(StageContext context) => DpoStageOptions.From(context, ModelName(context));

    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken) => Task.FromResult(context.Coded(() => Run(context, cancellationToken)));

    private StageResult Run(StageContext context, CancellationToken cancellation)
    {
        var options = DpoStageOptions.From(context, ModelName(context));
        foreach (var note in options.Training.Notes)
            context.Diagnostics.Report(note);
        try
        {
            var begun = context.Time.GetTimestamp();
            var result = Run(context, options, cancellation);
            return result with { Run = new RunFigures { Cost = TrainingDevice.Price(options.HourPrice, context.Time.GetElapsedTime(begun)) } };
        }
        catch (OutOfMemoryException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.OutOfMemory, $"There was not enough memory to open the model '{options.Training.Options.Base}', to score the pairs with it, or to write the trained one; use a smaller base model, or a smaller 'training.max_length'."), e);
        }
    }

    private StageResult Run(StageContext context, DpoStageOptions options, CancellationToken cancellation)
    {
        var training = options.Training.Options;
        using var model = BaseModelOpener.Open(context.Inputs("model"), new() { Name = training.Base, Placement = TrainingDevice.Choose(context, training.Run.Brain16 ?? (training.Lora is not null), _gpu) });
        TrainedModelWriter.Check(model);
        var data = new PreferenceData(model, training, context.Diagnostics);
        var path = context.Input("preferences");
        var set = data.Read(context.Files, path, context.Display(path));
        if (set.Pairs.Count == 0 && options.MinPairs == 0)
            throw new SynthException(Codes.NoTrainingData, $"'{context.Display(path)}' has no pairs to train on ({set.Rows} rows, {set.Equal} with equal answers, {set.TooLong} too long); make more preferences, leave preference training out, or set SynthMinPairs above 0, so that the fine-tuned model passes on.", context.Display(path));
        var outputs = new DpoOutputs(context, model);
        if (set.Pairs.Count < options.MinPairs)
        {
            TellTooFew(context, set, options.MinPairs);
            outputs.PassOn(training, cancellation);
            return Result(set, [new("trained", "no: too few pairs")]);
        }

        var validation = Validation(context, data, training.Run);
        var outcome = Train(context, options, (model, set, validation), outputs, cancellation);
        return Result(set, [.. Figures(outcome), .. ValidationFigures(outcome, validation)]);
    }

    private RunOutcome Train(StageContext context, DpoStageOptions options, (LoadedModel Model, PreferenceSet Set, PreferenceSet? Validation) what, DpoOutputs outputs, CancellationToken cancellation)
    {
        var (training, decoder) = (options.Training.Options, what.Model.Decoder);
        // TRL switches dropout off for preferences: policy and reference are compared.
        var adapters = training.Lora is { } lora ? LoraAdapters.Attach(decoder, lora with { Dropout = 0 }, training.Run.Seed) : null;
        decoder.Checkpointing = training.Run.GradientCheckpointing;
        using var cache = context.CheckpointDirectory is { } folder ? ReferenceCache.Open(context.Files, folder, context.Diagnostics) : ReferenceCache.InMemory();
        var objective = new DpoObjective(decoder, training, new() { Train = what.Set.Pairs, Validation = what.Validation?.Pairs ?? [], Cache = cache, Diagnostics = context.Diagnostics }, cancellation);
        var outcome = TrainingLoop.Run(
            new RunJob
            {
                Objective = objective,
                Model = decoder,
                Options = training.Run,
                CheckpointDirectory = context.CheckpointDirectory,
                Epoch = context.Epoch,
                Files = context.Files,
                Clock = context.Time,
                Diagnostics = context.Diagnostics,
                Progress = context.Progress,
                Memory = _memory,
                HourPrice = options.HourPrice,
            },
            cancellation);
        outputs.Write(outcome, training, adapters, cancellation);
        new WandbReport(_program).Send(context, training.Run, TrainingOptionsJson.ToJson(training), outcome.Metrics, cancellation);
        return outcome;
    }

    /// <summary>The pairs that training is held against; null where there are none.</summary>
    private static PreferenceSet? Validation(StageContext context, PreferenceData data, RunOptions run)
    {
        var path = context.Inputs("validation") is [var first, ..] ? first : null;
        var set = path is null ? null : data.Read(context.Files, path, context.Display(path));
        if (set is { Pairs.Count: 0 })
            context.Diagnostics.Report(Diagnostic.Warning(Codes.NoTrainingData, $"'{context.Display(path!)}' has no pairs to judge by ({set.Rows} rows, {set.Equal} with equal answers, {set.TooLong} too long); nothing is evaluated.", context.Display(path!)));
        if (set is not { Pairs.Count: > 0 } && (run.LoadBest || run.EarlyStoppingPatience > 0))
            context.Diagnostics.Report(Diagnostic.Warning(Codes.TrainingConfig, "The configuration asks for the best checkpoint or for early stopping, and there are no validation pairs to judge by; name a file of pairs as data.validation_file. The last step's weights are written."));
        return set;
    }

    private static void TellTooFew(StageContext context, PreferenceSet set, int least)
    {
        var file = context.Display(context.Input("preferences"));
        context.Diagnostics.Report(Diagnostic.Warning(
            Codes.TooFewPairs,
            $"There are '{set.Pairs.Count}' pairs to train on in '{file}' ({set.Rows} rows, {set.Equal} with equal answers, {set.TooLong} too long), and SynthMinPairs is {least}; the fine-tuned model passes on unchanged. Make more pairs, or lower SynthMinPairs.",
            file));
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Figures(RunOutcome outcome)
    {
        var last = outcome.Metrics.Entries.LastOrDefault(entry => entry["loss"] is not null);
        return
        [
            new("steps", outcome.Progress.Step.ToString(CultureInfo.InvariantCulture)),
            new("loss", string.Create(CultureInfo.InvariantCulture, $"{outcome.Progress.FirstLoss:0.0000} -> {outcome.Progress.LastLoss:0.0000}")),
            new("rewards/margins", string.Create(CultureInfo.InvariantCulture, $"{last?["rewards/margins"] ?? 0:0.0000}")),
            new("rewards/accuracies", string.Create(CultureInfo.InvariantCulture, $"{last?["rewards/accuracies"] ?? 0:0.0000}")),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> ValidationFigures(RunOutcome outcome, PreferenceSet? validation)
    {
        if (validation is null)
            yield break;
        yield return new("validation pairs", string.Create(CultureInfo.InvariantCulture, $"{validation.Pairs.Count} of {validation.Rows} rows"));
        if (outcome.Progress.EvaluationLoss is { } loss)
            yield return new("validation loss", string.Create(CultureInfo.InvariantCulture, $"{loss:0.0000}"));
        if (outcome.WeightsOfStep != outcome.Progress.Step)
            yield return new("weights of step", string.Create(CultureInfo.InvariantCulture, $"{outcome.WeightsOfStep} (validation loss {outcome.Progress.BestLoss:0.0000})"));
    }

    private static StageResult Result(PreferenceSet set, IReadOnlyList<KeyValuePair<string, string>> figures)
    {
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (set.Equal > 0)
            rejected["equal"] = set.Equal;
        if (set.TooLong > 0)
            rejected["too_long"] = set.TooLong;
        return new StageResult { RowsIn = set.Rows, Accepted = set.Pairs.Count, Unit = "pairs", Rejected = rejected, Figures = figures };
    }

    private static string ModelName(StageContext context) => context.Inputs("model") is [var first, ..] ? context.Display(Path.GetDirectoryName(first)!) : "the fine-tuned model";
}
