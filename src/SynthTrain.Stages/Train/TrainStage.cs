using System.Diagnostics;
using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Stages.Train.DataChecks;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.BaseModels.Hub;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Stages.Train;

/// <summary>
/// Supervised fine-tuning of a base model. Inputs: <c>train</c>, <c>validation</c> (0..1), <c>config</c> (0..1 YAML), <c>model</c> (a folder's files or one GGUF) or <c>base</c> (a model of the hub).
/// Outputs: the trained model's folder, with <c>use_lora</c> its adapter, <c>metrics</c>, <c>tensorboard</c>, <c>report</c>. Options: <see cref="TrainOptions"/>.
/// </summary>
/// <remarks>An interrupted stage goes on from its last checkpoint, and its outputs have the bytes of an uninterrupted one.</remarks>
[Stage("train")]
public sealed class TrainStage : IStage, IStageValidator
{
    private readonly IMemoryProbe _memory;
    private readonly IGpuProbe _gpu;
    private readonly IReportProgram _program;

    /// <summary>On this machine.</summary>
    public TrainStage()
        : this(new MachineMemory(), new NvidiaProbe(), new PathProgram())
    {
    }

    /// <summary>For tests.</summary>
    internal TrainStage(IMemoryProbe memory, IGpuProbe gpu, IReportProgram program) => (_memory, _gpu, _program) = (memory, gpu, program);

    /// <inheritdoc/>
    public void Validate(StageContext context) => Options(context);

    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken) => Task.FromResult(context.Coded(() => Run(context, cancellationToken)));

    private StageResult Run(StageContext context, CancellationToken cancellation)
    {
        var options = Options(context);
        foreach (var note in options.Training.Notes)
            context.Diagnostics.Report(note);
        TrainingDataCheck.Run(context, options.Data, cancellation);
        try
        {
            using var model = Open(context, options, cancellation);
            TrainedModelWriter.Check(model);
            var reader = new SftDataReader(model, options.Sft);
            var train = Read(reader, context, context.Input("train"), cancellation);
            var validation = context.Inputs("validation") is [var path, ..] ? Read(reader, context, path, cancellation) : null;
            WarnOfMissingValidation(context, options.Sft.Run, validation);
            var inspected = DatasetInspector.Inspect(train, validation, model.Tokenizer);
            return Train(context, options, model, new(train, validation, inspected), cancellation);
        }
        catch (OutOfMemoryException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.OutOfMemory, $"There was not enough memory to open the base model '{options.Sft.Base}' or to write the trained one; use a smaller base model."), e);
        }
    }

    private static TrainOptions Options(StageContext context)
    {
        var options = TrainOptions.From(context);
        DeclaredAdapter.Check(options.Sft.Lora, context.Request.Outputs.Select(output => output.Role), context.Inputs("config") is [var config, ..] ? context.Display(config) : null);
        return options;
    }

    private StageResult Train(StageContext context, TrainOptions options, LoadedModel model, TrainingSets sets, CancellationToken cancellation)
    {
        var (sft, decoder) = (options.Sft, model.Decoder);
        var adapters = sft.Lora is { } lora ? LoraAdapters.Attach(decoder, lora, sft.Run.Seed) : null;
        decoder.Checkpointing = sft.Run.GradientCheckpointing;
        var learning = decoder.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel());
        var begun = context.Time.GetTimestamp();
        var outcome = TrainingLoop.Run(
            new RunJob
            {
                Objective = new SftObjective(decoder, sets.Train.Examples, sets.Validation?.Examples, sft),
                Model = decoder,
                Options = sft.Run,
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
        var took = context.Time.GetElapsedTime(begun);
        TrainedModelWriter.Write(model, context.OpenOutput, adapters, cancellation);
        var figures = TrainFigures.Of(outcome, learning, sets);
        var json = TrainingOptionsJson.ToJson(sft);
        RunOutputs.Write(context, $"Training of {options.Name}", outcome, [new("Data and model", figures), new("Data", [.. DatasetInspector.Lines(sets.Inspected).Select(line => KeyValuePair.Create("", line))]), new("Options", OptionRows.Of(json))]);
        new WandbReport(_program).Send(context, sft.Run, json, outcome.Metrics, cancellation);
        return TrainFigures.Result(sets, figures) with { Run = new RunFigures { Notes = Notes(outcome, took, options.HourPrice), Cost = TrainingDevice.Price(options.HourPrice, took) } };
    }

    private LoadedModel Open(StageContext context, TrainOptions options, CancellationToken cancellation)
    {
        var sft = options.Sft;
        var request = new BaseModelRequest
        {
            Files = context.Inputs("model"),
            BaseFile = context.Inputs("base") is [var file, ..] ? file : null,
            Scratch = sft.Scratch,
            Conversations = sft.Scratch is null ? [] : SftConversations.Read(context.Files, context.Input("train"), context.Display(context.Input("train"))),
            Seed = sft.Run.Seed,
            Options = new() { Name = sft.Base, Template = sft.Template, Placement = TrainingDevice.Choose(context, sft.Run.Brain16 ?? (sft.Lora is not null), _gpu) },
            Hub = HubSettings.From(Environment.GetEnvironmentVariable, context.Secret),
        };
        return BaseModelOpener.OpenAsync(request, cancellation).GetAwaiter().GetResult();
    }

    private static SftDataset Read(SftDataReader reader, StageContext context, string path, CancellationToken cancellation) =>
        reader.Read(context.Files, path, context.Display(path), cancellation);

    private static void WarnOfMissingValidation(StageContext context, RunOptions run, SftDataset? validation)
    {
        if (validation is null && (run.LoadBest || run.EarlyStoppingPatience > 0))
            context.Diagnostics.Report(Diagnostic.Warning(Codes.TrainingConfig, "The configuration asks for the best checkpoint or for early stopping, and there is no validation data to judge by; name it as data.validation_file or SynthValidationFile. The last step's weights are written."));
    }

    private static List<KeyValuePair<string, string>> Notes(RunOutcome outcome, TimeSpan took, decimal? price)
    {
        using var process = Process.GetCurrentProcess();
        var notes = new List<KeyValuePair<string, string>>
        {
            new("time", string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} s")),
            new("peak memory", string.Create(CultureInfo.InvariantCulture, $"{process.PeakWorkingSet64 / 1e6:0} MB")),
        };
        if (outcome.ResumedFrom > 0)
            notes.Add(new("resumed", string.Create(CultureInfo.InvariantCulture, $"after step {outcome.ResumedFrom}")));
        else
            notes.Add(new("rate", string.Create(CultureInfo.InvariantCulture, $"{outcome.Progress.Tokens / Math.Max(1e-3, took.TotalSeconds):0} tokens/s")));
        if (price is { } hour)
            notes.Add(new("cost", string.Create(CultureInfo.InvariantCulture, $"${hour * (decimal)took.TotalHours:0.00}")));
        return notes;
    }
}
