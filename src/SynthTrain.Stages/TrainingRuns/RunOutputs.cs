using SynthTrain.Core.Stages;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Runs.Reports;

namespace SynthTrain.Stages.TrainingRuns;

/// <summary>Writes what a run measured: <c>metrics</c>, <c>tensorboard</c>, <c>report</c>. Equal runs give equal bytes.</summary>
internal static class RunOutputs
{
    /// <summary>Writes the three files.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="title">What was trained.</param>
    /// <param name="outcome">How it went.</param>
    /// <param name="sections">Tables of the report, such as data and options.</param>
    public static void Write(StageContext context, string title, RunOutcome outcome, IReadOnlyList<KeyValuePair<string, IReadOnlyList<KeyValuePair<string, string>>>> sections)
    {
        Put(context, "metrics", outcome.Metrics.ToUtf8());
        Put(context, "tensorboard", TensorBoardFile.ToBytes(outcome.Metrics));
        Put(context, "report", RunReport.ToUtf8(title, outcome, sections));
    }

    private static void Put(StageContext context, string role, byte[] bytes)
    {
        using var stream = context.OpenOutput(role);
        stream.Write(bytes);
    }
}
