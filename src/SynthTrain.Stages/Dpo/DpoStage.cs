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

/// <summary>Teaches the fine-tuned model to prefer the better answers: <c>[IN] preferences, model, config (0..1)</c>, <c>[OUT]</c> as of the stage <c>train</c>. Options: <see cref="DpoStageOptions"/>.</summary>
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
        var training = options.Training.Options;
        using var model = BaseModelOpener.Open(context.Inputs("model"), new() { Name = training.Base, Placement = TrainingDevice.Choose(context, training.Run.Brain16 ?? (training.Lora is not null), _gpu) });
        TrainedModelWriter.Check(model);
        var path = context.Input("preferences");
        var set = new PreferenceData(model, training, context.Diagnostics).Read(context.Files, path, context.Display(path));
        if (set.Rows == 0)
            throw new SynthException(Codes.NoTrainingData, $"'{context.Display(path)}' has no rows; make preferences with the stage that writes it, or leave preference training out.", context.Display(path));
        var outputs = new DpoOutputs(context, model);
        if (set.Pairs.Count < options.MinPairs)
        {
            TellTooFew(context, set, options.MinPairs);
            outputs.PassOn(training, cancellation);
            return Result(set, [new("trained", "no: too few pairs")]);
        }

        var outcome = Train(context, options, (model, set), outputs, cancellation);
        return Result(set, Figures(outcome));
    }

    private RunOutcome Train(StageContext context, DpoStageOptions options, (LoadedModel Model, PreferenceSet Set) what, DpoOutputs outputs, CancellationToken cancellation)
    {
        var (training, decoder) = (options.Training.Options, what.Model.Decoder);
        // TRL switches dropout off for preferences: policy and reference are compared.
        var adapters = training.Lora is { } lora ? LoraAdapters.Attach(decoder, lora with { Dropout = 0 }, training.Run.Seed) : null;
        decoder.Checkpointing = training.Run.GradientCheckpointing;
        using var cache = context.CheckpointDirectory is { } folder ? ReferenceCache.Open(context.Files, folder, context.Diagnostics) : ReferenceCache.InMemory();
        var objective = new DpoObjective(decoder, training, new() { Train = what.Set.Pairs, Cache = cache, Diagnostics = context.Diagnostics }, cancellation);
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
