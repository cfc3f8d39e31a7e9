using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Worker.Estimating;

/// <summary>Estimates of the stages that compute with a model: operations by its size, over the machine's rate.</summary>
internal sealed class ModelStages : IDiagnosticSink
{
    private readonly IFileSystem _files;
    private readonly RowsAhead _rows;
    private readonly RunMachine _machine;
    private readonly StageRequest? _training;
    private readonly Lazy<ModelSize?> _size;

    public ModelStages(IFileSystem files, RowsAhead rows, RunMachine machine, StageRequest? training)
    {
        (_files, _rows, _machine, _training) = (files, rows, machine, training);
        _size = new(() => _training is null ? null : BaseSize.Of(Context(_training), Sft(_training)));
    }

    /// <summary>Fine-tuning: tokens of all epochs.</summary>
    public StageEstimate Train(StageRequest request)
    {
        var options = Sft(request);
        var (each, isRead) = _rows.TokensPerRow(request, "train");
        each = Math.Min(isRead || options.Scratch is not { AnswerTokens: > 0 } ? each : each * EstimateDefaults.AnswerTokensShare, options.MaxLength);
        var rows = RowsOfRun(options.Run, _rows.Count(request, "train"));
        var rate = _machine.Rate(new(request), options.Run.Brain16 ?? (options.Lora is not null));
        double? operations = _size.Value is { } size ? TrainingWork.FineTuning(size, (rows * each) ?? double.NaN, options.Lora is not null, options.Run.GradientCheckpointing) : null;
        return Estimate(request, rate, Seconds(rate, operations), $"{Rows(rows, options.Run, "rows")} of {Approximately.Number(each)} tokens{(isRead ? "" : " (assumed)")}, {Size()}");
    }

    /// <summary>Preference training: both answers of every pair.</summary>
    public StageEstimate Dpo(StageRequest request)
    {
        var options = TrainingConfigReader.ReadDpo(Source(request) with { Base = "sft" }).Options;
        var (each, isRead) = _rows.TokensPerRow(request, "preferences");
        var pairs = _rows.Count(request, "preferences");
        each = Math.Min(isRead ? each : 2 * each, 2 * options.MaxLength);
        var seen = RowsOfRun(options.Run, pairs);
        var rate = _machine.Rate(new(request), options.Run.Brain16 ?? (options.Lora is not null));
        double? operations = _size.Value is { } size && pairs is > 0 && seen is not null
            ? TrainingWork.Preferences(size, pairs.Value * each, seen.Value / pairs.Value, options.Lora is not null, options.Run.GradientCheckpointing)
            : null;
        return Estimate(request, rate, Seconds(rate, operations), $"{(isRead ? "" : "at most ")}{Rows(seen, options.Run, "pairs")} of {Approximately.Number(each)} tokens{(isRead ? "" : " (assumed)")}, {Size()}");
    }

    /// <summary>The model written in another type.</summary>
    public StageEstimate Quantize(StageRequest request) => new(request.Stage, $"{Size()} to {request.Parameters.GetValueOrDefault("quant", "?")}")
    {
        Seconds = _size.Value is { } size ? EstimateDefaults.SecondsToStart + (size.Parameters / EstimateDefaults.WeightsPerSecond) : null,
    };

    /// <summary>Every row of every set, answered by every model and each step of the gate; some of them once more, one by one.</summary>
    public StageEstimate Evaluate(StageRequest request)
    {
        var asked = EvaluationAmount.Of(request, _rows.CountEach(request, "eval"));
        var rate = _machine.Rate(new(request), halved: false);
        var seconds = EstimateDefaults.SecondsToStart + (Answer(request, "eval", rate) * asked.Answers(EstimateDefaults.GroupSpeed));
        return Estimate(request, rate, seconds, $"{Amount(asked.Rows)} rows, {asked.Models} models{(asked.Ways > 1 ? ", with and without constraint" : "")}");
    }

    /// <summary>Adds the student's answers to what the teacher takes.</summary>
    public StageEstimate WithStudent(StageRequest request, StageEstimate teacher)
    {
        var options = new StageOptions(request);
        var rate = _machine.Rate(options, halved: false);
        var seconds = EstimateDefaults.SecondsToStart + (Answer(request, "prompts", rate) * Prompts(request) / EstimateDefaults.GroupSpeed);
        return teacher with
        {
            Work = $"{Amount(Prompts(request))} answers of the model; {teacher.Work}",
            Resource = $"{rate?.Name ?? "GPU"}; {teacher.Resource}",
            Seconds = seconds + teacher.Seconds,
            Cost = teacher.Cost + RunMachine.Price(options, rate, seconds),
        };
    }

    /// <summary>Prompts that pairs are made of: as many as there are, at most as many as are asked for.</summary>
    public double? Prompts(StageRequest request)
    {
        var most = RowsAhead.Number(request, "pairs") is > 0 and var pairs ? pairs : (double?)null;
        return _rows.Count(request, "prompts") is { } rows ? Math.Min(rows, most ?? rows) : most;
    }

    /// <summary>A base that comes over the network: how long, nobody knows.</summary>
    public StageEstimate Fetch(StageRequest request) => new(request.Stage, _size.Value is { } size ? $"download of {Approximately.Number(size.Parameters * EstimateDefaults.BytesPerWeight)} bytes" : "download") { Resource = "network" };

    /// <summary>Faults are told by the stages themselves.</summary>
    public void Report(Diagnostic diagnostic)
    {
    }

    /// <summary>Seconds of one answer by itself.</summary>
    private double? Answer(StageRequest request, string role, MachineRate? rate)
    {
        var each = _rows.TokensPerRow(request, role).Tokens;
        var written = Math.Min(each * EstimateDefaults.AnswerShare, RowsAhead.Number(request, "max_tokens") ?? double.MaxValue);
        return _size.Value is { } size && rate is not null ? rate.SecondsOfAnswer(size, each * (1 - EstimateDefaults.AnswerShare), written) : null;
    }

    private static StageEstimate Estimate(StageRequest request, MachineRate? rate, double? seconds, string work) =>
        new(request.Stage, work) { Resource = rate?.Name ?? "GPU", Seconds = seconds, Cost = RunMachine.Price(new(request), rate, seconds) };

    private static double? Seconds(MachineRate? rate, double? operations) => rate is null || operations is null or double.NaN ? null : EstimateDefaults.SecondsToStart + rate.Seconds(operations.Value);

    private static double? RowsOfRun(RunOptions run, double? rows) => run.MaxSteps > 0 ? (double)run.MaxSteps * run.BatchSize * run.AccumulationSteps : rows * run.Epochs;

    private static string Rows(double? seen, RunOptions run, string unit) => run.MaxSteps > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{run.MaxSteps} steps, {Amount(seen)} {unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{Amount(seen / run.Epochs)} {unit} x {run.Epochs:0.##} epoch{(run.Epochs == 1 ? "" : "s")}");

    private static string Amount(double? number) => number is { } known ? Approximately.Number(known) : "unknown";

    private string Size() => _size.Value is { } size ? $"{Approximately.Number(size.Parameters)} weights" : "a model of unknown size";

    private SftOptions Sft(StageRequest request) => TrainingConfigReader.ReadSft(Source(request) with { Base = new StageOptions(request).Text("base") }).Options;

    private TrainingConfigSource Source(StageRequest request)
    {
        var context = Context(request);
        return new() { Files = _files, Path = context.Inputs("config") is [var path, ..] ? path : null, Overrides = context.Options.Text("set") };
    }

    private StageContext Context(StageRequest request) => new(request, _files, this, static _ => throw new InvalidOperationException("An estimate writes nothing."));
}
