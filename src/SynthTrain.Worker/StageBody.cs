using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Teachers;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tracing;
using SynthTrain.Worker.Forecasting;
using SynthTrain.Worker.Loading;

namespace SynthTrain.Worker;

/// <summary>Puts a stage together with its teacher and runner: the composition root.</summary>
internal sealed class StageBody(EnginePorts ports, Shutdown shutdown, KeyRing keys, Action<string> say)
{
    /// <summary>Setting of a batch job to take results from (<c>SynthBatchApiJob</c>).</summary>
    public const string BatchJobSetting = "batch_api_job";

    /// <summary>Setting of whether batch jobs answer (<c>SynthBatchApi</c>).</summary>
    public const string BatchSetting = "batch_api";

    private const string TracesSetting = "traces";
    private const string BatchPauseSetting = "batch_api_pause";
    private const double DefaultPause = 5;

    /// <summary>Runs the stage that the execution names.</summary>
    public async Task<StageResult> RunAsync(StageExecution execution) => Registry(execution).Create(execution.Context.Request) switch
    {
        IStage stage => await stage.RunAsync(execution.Context, shutdown.Drain),
        IRowStage stage => await RunRowsAsync(stage, execution),
        var other => throw new SynthException(Codes.StageMismatch, $"Stage '{execution.Context.Request.Stage}' is a {other.GetType()}, which is neither IStage nor IRowStage."),
    };

    private static StageRegistry Registry(StageExecution execution) => new(TorchAssemblies.Stages(execution.Context.Options.Text(TorchAssemblies.Setting), StageTeachers.Stages));

    /// <summary>Refuses a stage that would ask for more than was agreed to, or for what nobody would take, before it begins.</summary>
    /// <exception cref="SynthException"><see cref="Codes.ConfirmationNeeded"/>, <see cref="Codes.LockfileMismatch"/>.</exception>
    public async Task CheckAsync(StageExecution execution)
    {
        if (execution.Context.Teacher is not { IsModel: true, Replay: false } teacher || !StageMoney.PricesOf(ports.Files, execution.Context.Request, teacher).IsPaid)
            return;
        var gate = ConfirmationGate.Of(execution.Context.Options);
        if (gate.IsOpen && !execution.IsPinned)
            return;
        var forecast = await new StageForecaster(ports.Files, ports.Time, keys).RehearseAsync(execution.Context.Request, teacher, execution.Epoch, static _ => { }, shutdown.Drain);
        if (execution.IsPinned && forecast.Calls > 0)
            throw new SynthException(Codes.LockfileMismatch, $"synthtrain.lock.json pins a result of stage '{forecast.Stage}' for the same inputs, which is not here, and another one would be refused, so its {forecast.Calls} requests were not sent. Restore .synthtrain/cache, .synthtrain/replies or the outputs of the pinned result, or pin a new one with -p:SynthForce={char.ToUpperInvariant(forecast.Stage[0])}{forecast.Stage[1..]}.", "synthtrain.lock.json");
        gate.Check([forecast]);
    }

    private async Task<StageResult> RunRowsAsync(IRowStage stage, StageExecution execution)
    {
        using var money = StageMoney.Open(ports, execution.Context);
        if (money is not null)
            (ports.Progress as SpendingProgress)?.Follow(money.Account);
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
        var result = await runner.RunAsync(stage, execution.Context, shutdown.Drain, shutdown.Abort);
        return money is null ? result : result with { Run = money.Fill(result.Run) };
    }

    private TeacherChain? Teacher(StageExecution execution, StageMoney? money)
    {
        if (execution.Context.Teacher is null)
            return null;
        var options = new StageTeachers(ports.Files, ports.Time, ports.Diagnostics, keys).Options(execution.Context, execution.Epoch);
        return TeacherChain.Build(options with { Account = money?.Account, Prices = money?.Prices, Batch = Batch(execution.Context), Abort = shutdown.Abort });
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
