using System.Reflection;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Teachers;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Tracing;
using SynthTrain.Teachers.Limits;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Worker;

/// <summary>Puts a stage together with its teacher and runner: the composition root.</summary>
internal sealed class StageBody(EnginePorts ports, Shutdown shutdown, KeyRing keys, Action<string> say)
{
    private const string TeacherLogSetting = "teacher_log";
    private const string TracesSetting = "traces";
    private const string RecordingsSetting = "recordings";
    private const string BatchSetting = "batch_api";
    private const string BatchJobSetting = "batch_api_job";
    private const string BatchPauseSetting = "batch_api_pause";
    private const double DefaultPause = 5;
    private static readonly Assembly s_stages = Assembly.Load("SynthTrain.Stages");
    private readonly StageRegistry _registry = new(s_stages);

    /// <summary>Runs the stage that the execution names.</summary>
    public async Task<StageResult> RunAsync(StageExecution execution) => _registry.Create(execution.Context.Request) switch
    {
        IStage stage => await stage.RunAsync(execution.Context, shutdown.Drain),
        IRowStage stage => await RunRowsAsync(stage, execution),
        var other => throw new SynthException(Codes.StageMismatch, $"Stage '{execution.Context.Request.Stage}' is a {other.GetType()}, which is neither IStage nor IRowStage."),
    };

    private async Task<StageResult> RunRowsAsync(IRowStage stage, StageExecution execution)
    {
        using var money = StageMoney.Open(ports, execution.Context);
        using var traces = execution.Context.Options.Flag(TracesSetting, false) ? TraceExport.Start() : null;
        using var teacher = Teacher(execution, money);
        var runner = new RowStageRunner(new RowRunnerOptions
        {
            JournalPath = execution.JournalPath,
            Teacher = teacher,
            TeacherIdentity = teacher?.Identity,
            NextRound = teacher?.NextRound,
            ForceEpoch = execution.Epoch,
        });
        return await runner.RunAsync(stage, execution.Context, shutdown.Drain, shutdown.Abort);
    }

    private TeacherChain? Teacher(StageExecution execution, StageMoney? money)
    {
        if (execution.Context.Teacher is not { } definition)
            return null;
        var log = execution.Context.Options.Text(TeacherLogSetting);
        var recordings = execution.Context.Options.Text(RecordingsSetting);
        return TeacherChain.Build(new TeacherChainOptions
        {
            Teacher = definition,
            Files = ports.Files,
            Time = ports.Time,
            Diagnostics = ports.Diagnostics,
            ReplyDirectory = execution.RepliesDirectory,
            Recordings = recordings is null ? null : Path.GetFullPath(recordings.Replace('\\', '/'), execution.Context.Request.ProjectDirectory),
            RecordingsDisplay = recordings ?? "",
            Services = new ProviderServices(keys, ports.Time),
            Concurrency = execution.Context.Options.Int(RowDefaults.ConcurrencyOption, RowDefaults.Concurrency, 1, RowDefaults.MaxConcurrency),
            LimitsDirectory = LimiterOptions.UserDirectory,
            Randomizer = new Jitter(Environment.ProcessId).Next,
            RuleAssemblies = [s_stages],
            Batch = Batch(execution.Context),
            LogFile = log is null ? null : Path.GetFullPath(log, execution.Context.Request.ProjectDirectory),
            ForceEpoch = execution.Epoch,
            Account = money?.Account,
            Prices = money?.Prices,
        });
    }

    // A job to adopt is asked for as a job.
    private BatchJobs? Batch(StageContext context)
    {
        var adopt = context.Options.Text(BatchJobSetting);
        var request = context.Request;
        return adopt is not null || context.Options.Flag(BatchSetting, false)
            ? new BatchJobs(request.Stage, new ProjectLayout(request.ProjectDirectory).Batches(request.Run, request.Stage), say, adopt) { Pause = TimeSpan.FromSeconds(context.Options.Number(BatchPauseSetting, DefaultPause, 0.01, 3600)) }
            : null;
    }
}
