using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Estimating;

/// <summary>How much an evaluation asks.</summary>
/// <param name="Rows">Rows of all sets; null when it is not known.</param>
/// <param name="Timed">Rows that each model of this process is asked once more.</param>
/// <param name="Models">Who is asked: models, files of the gate and an endpoint, as the stage counts its sources.</param>
/// <param name="Endpoints">How many of them are endpoints.</param>
/// <param name="Ways">How often each: twice with and without constraint.</param>
internal sealed record EvaluationAmount(double? Rows, double? Timed, int Models, int Endpoints, int Ways)
{
    /// <summary>What a stage asks for.</summary>
    /// <param name="request">The stage.</param>
    /// <param name="sets">Rows of each set.</param>
    public static EvaluationAmount Of(StageRequest request, IReadOnlyList<double?> sets)
    {
        var options = new StageOptions(request);
        // Of each set; 0 asks all rows.
        double? most = RowsAhead.Number(request, "limit") is > 0 and var limit ? limit : request.Limit;
        var asked = sets.Select(rows => most is { } known ? Math.Min(rows ?? known, known) : rows).ToList();
        var endpoints = options.Text("endpoint") is null ? 0 : 1;
        return new(
            asked.Count == 0 || asked.Contains(null) ? null : asked.Sum(),
            asked.Count == 0 || asked[0] is not { } first ? null : Math.Min(first, EstimateDefaults.TimedRows),
            Files(request, options) + endpoints,
            endpoints,
            options.Text("constrained") == "both" ? 2 : 1);
    }

    /// <summary>In answers that are made one by one; null when rows are not known. Those of an endpoint come several at a time too, and are not timed again.</summary>
    /// <param name="together">How many answers in groups come in the time of one by itself.</param>
    public double? Answers(double together) => Ways * ((Models * Rows / together) + ((Models - Endpoints) * Timed));

    private static int Files(StageRequest request, StageOptions options)
    {
        var types = options.List("gate_types");
        var steps = types.Count == 0 ? EstimateDefaults.GateSteps : types.Where(type => type != "none").Distinct(StringComparer.OrdinalIgnoreCase).Count();
        var folder = request.Inputs.Any(input => input.Role == "model" && Path.GetFileName(input.Path) == "config.json") ? 1 + steps : 0;
        return folder + Once("before") + Once("adapter") + request.Inputs.Count(input => input.Role == "gguf");

        int Once(string role) => request.Inputs.Any(input => input.Role == role) ? 1 : 0;
    }
}
