using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Models;
using SynthTrain.Worker.Forecasting;

namespace SynthTrain.Worker.Estimating;

/// <summary>Says of one stage after the other what it will take. Nothing is sent, written or refused: what cannot be known is unknown.</summary>
internal sealed class RunEstimator
{
    private readonly IFileSystem _files;
    private readonly VerbForecastOptions _options;
    private readonly RowsAhead _rows;
    private readonly DataStages _data;
    private readonly ModelStages _models;

    /// <param name="files">The file system.</param>
    /// <param name="stages">The stages, in order.</param>
    /// <param name="forecaster">Counts calls.</param>
    /// <param name="machine">What models are computed on.</param>
    /// <param name="options">How the verb is built.</param>
    public RunEstimator(IFileSystem files, IReadOnlyList<StageRequest> stages, StageForecaster forecaster, RunMachine machine, VerbForecastOptions options)
    {
        (_files, _options) = (files, options);
        _rows = new(files, stages);
        _data = new(files, forecaster, _rows);
        _models = new(files, _rows, machine, stages.FirstOrDefault(stage => stage.Stage == "train"));
    }

    /// <summary>The stages that those of some names need, and these: by the files that one writes and another reads.</summary>
    public static IReadOnlyList<StageRequest> Needed(IReadOnlyList<StageRequest> stages, IReadOnlyCollection<string> names)
    {
        var needed = stages.Where(stage => names.Contains(stage.Stage, StringComparer.OrdinalIgnoreCase)).ToHashSet();
        for (var before = 0; before < needed.Count;)
        {
            before = needed.Count;
            var read = needed.SelectMany(stage => stage.Inputs.Select(input => Absolute(stage, input))).ToHashSet(StringComparer.Ordinal);
            needed.UnionWith(stages.Where(stage => stage.Outputs.Any(output => read.Contains(Absolute(stage, output)))));
        }

        return [.. stages.Where(needed.Contains)];
    }

    /// <summary>What the next stage will take.</summary>
    public async Task<StageEstimate> NextAsync(StageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var outlook = _rows.IsUnsettled(request) ? null : Outlook(request);
            if (outlook is { Runs: false })
                return StageEstimate.Current(request.Stage);
            _rows.Unsettle(request);
            return await OfAsync(request, outlook, cancellationToken);
        }
        // Whatever is wrong is told by the stage itself, with a code and a place: an estimate stops no build.
        catch (Exception e) when (e is SynthException or ModelException or IOException or UnauthorizedAccessException)
        {
            return new(request.Stage, "unknown, for what it reads cannot be read yet") { Resource = "unknown", Cost = null };
        }
    }

    private static string Absolute(StageRequest stage, StageFile file) => new ProjectLayout(stage.ProjectDirectory).Absolute(file.Path);

    private async Task<StageEstimate> OfAsync(StageRequest request, StageOutlook? outlook, CancellationToken cancellationToken) => request.Stage switch
    {
        "train" => _models.Train(request),
        "dpo" => _models.Dpo(request),
        "quantize" => _models.Quantize(request),
        "evaluate" => _models.Evaluate(request),
        "fetchbase" => _models.Fetch(request),
        "preferences" => _models.WithStudent(request, await _data.OfAsync(request, outlook, _models.Prompts(request), cancellationToken)),
        _ => await _data.OfAsync(request, outlook, outlook is null ? _rows.CountFirst(request) : null, cancellationToken),
    };

    private StageOutlook? Outlook(StageRequest request)
    {
        try
        {
            return StageOutlook.Of(_files, request, _options.For(request.Stage));
        }
        catch (SynthException)
        {
            _rows.Unsettle(request);
            throw;
        }
    }
}
