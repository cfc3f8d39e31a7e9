using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Worker.Forecasting;

namespace SynthTrain.Worker.Estimating;

/// <summary>Estimates of the stages that map rows: what the teacher would be asked, by the forecast that a verb makes.</summary>
internal sealed class DataStages(IFileSystem files, StageForecaster forecaster, RowsAhead rows)
{
    /// <summary>What a stage takes; without a teacher its rows.</summary>
    /// <param name="request">The stage.</param>
    /// <param name="outlook">How it stands; null when its input is not made yet.</param>
    /// <param name="count">Rows that it will read, where its input is not made yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StageEstimate> OfAsync(StageRequest request, StageOutlook? outlook, double? count, CancellationToken cancellationToken)
    {
        if (StageTeacher.Load(files, new ProjectLayout(request.ProjectDirectory), request) is not { } teacher)
            return Rows(request, count);
        if (outlook is null && count is null)
            return new(request.Stage, "an unknown number of calls") { Resource = Name(teacher), Cost = teacher.IsModel ? null : 0 };
        var forecast = outlook is null
            ? forecaster.Bound(request, teacher, (long)count!.Value)
            : await forecaster.RehearseAsync(outlook.Resolution.Request, teacher, outlook.Epoch, static _ => { }, cancellationToken);
        var concurrency = teacher.IsModel ? new StageOptions(request).Int(RowDefaults.ConcurrencyOption, RowDefaults.Concurrency, 1, RowDefaults.MaxConcurrency) : 1;
        var each = teacher.IsModel ? EstimateDefaults.SecondsPerCall : EstimateDefaults.SecondsPerOfflineCall;
        return new(request.Stage, $"{Approximately.Number(forecast.Calls)} calls{(teacher.IsModel ? $", {Approximately.Number(forecast.InputTokens)} tokens in, at most {Approximately.Number(forecast.OutputTokens)} out" : "")}")
        {
            Resource = Name(teacher),
            Seconds = EstimateDefaults.SecondsToStart + (forecast.Calls * each / concurrency),
            Cost = teacher.IsModel && forecast.IsPaid ? forecast.Cost : 0,
        };
    }

    private StageEstimate Rows(StageRequest request, double? count)
    {
        var read = count ?? rows.CountFirst(request);
        return new(request.Stage, read is { } known ? $"{Approximately.Number(known)} rows" : "rows")
        {
            Seconds = EstimateDefaults.SecondsToStart + ((read ?? 0) * EstimateDefaults.SecondsPerRow),
        };
    }

    private static string Name(TeacherDefinition teacher) => teacher.IsModel ? $"teacher {teacher.Name} ({teacher.Models[0]})" : $"teacher {teacher.Name}, no model";
}
