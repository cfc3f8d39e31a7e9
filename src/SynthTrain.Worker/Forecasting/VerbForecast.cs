using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Worker.Forecasting;

/// <summary>Forecasts stages in their order: exactly as long as inputs are there, by the number of rows after that.</summary>
internal sealed class VerbForecast(IFileSystem files, StageForecaster forecaster, VerbForecastOptions options)
{
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private long _rows = options.Rows ?? 0;
    private bool _first = true;

    /// <summary>What one stage would ask; null when it is current, restored, or asks nobody.</summary>
    /// <param name="request">The stage; those before it were given before.</param>
    /// <param name="note">Takes each request that is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StageForecast?> NextAsync(StageRequest request, Action<RehearsedCall> note, CancellationToken cancellationToken)
    {
        var layout = new ProjectLayout(request.ProjectDirectory);
        var teacher = StageTeacher.Load(files, layout, request);
        var isSettled = !(_first && options.Rows is not null) && !request.Inputs.Any(input => _unsettled.Contains(layout.Absolute(input.Path)));
        _first = false;
        var outlook = isSettled ? StageOutlook.Of(files, request, options.For(request.Stage)) : null;
        if (outlook is { Runs: false })
            return null;
        _unsettled.UnionWith(request.Outputs.Select(output => layout.Absolute(output.Path)));
        if (outlook is null)
            return teacher is null ? null : forecaster.Bound(request, teacher, _rows);
        if (request.PrimaryInput is { } first && first.EndsWith(".jsonl", StringComparison.Ordinal) && files.Stat(layout.Absolute(first)) is not null)
            _rows = JsonlReader.Count(files, layout.Absolute(first));
        if (teacher is null)
            return null;
        var asked = outlook.Resolution.Request;
        if (options.RetryRejected)
            asked = asked with { Settings = new Dictionary<string, string>(asked.Settings) { [RowDefaults.RetryRejectedOption] = "true" } };
        return await forecaster.RehearseAsync(asked, teacher, outlook.Epoch, note, cancellationToken);
    }
}
