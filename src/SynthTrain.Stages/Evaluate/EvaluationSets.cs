using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Stages.Evaluate;

/// <summary>The sets of an evaluation, in the order of its inputs; ids are unique within a set alone.</summary>
internal sealed class EvaluationSets
{
    private const int WarningsOfAReason = 20;
    private readonly StageContext _context;

    /// <summary>Reads all files; one that is named twice is read once.</summary>
    public EvaluationSets(StageContext context, int? limit)
    {
        _context = context;
        var files = context.Inputs("eval").Distinct(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            files.Add(context.Input("eval"));
        var stems = files.GroupBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal).ToDictionary(stem => stem.Key!, stem => stem.Count(), StringComparer.Ordinal);
        All = [.. files.Select(file =>
        {
            var (stem, display) = (Path.GetFileNameWithoutExtension(file), context.Display(file));
            return new EvaluationSet(stems[stem] == 1 ? stem : display, display, EvaluationRowReader.Read(context.Files, file, display, limit));
        })];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<EvaluationSet> All { get; }

    /// <summary>Rows of all sets.</summary>
    public long Rows => All.Sum(set => (long)set.Rows.Rows.Count);

    /// <summary>Takes out rows that a model cannot be asked.</summary>
    /// <exception cref="SynthException"><see cref="Codes.NoTrainingData"/>: a set has no rows left.</exception>
    public void Fit(PromptMaker model)
    {
        foreach (var set in All)
            set.Rows = ModelEvaluator.Fitting(model, set.Rows);
        Require();
    }

    /// <summary>Sees that there are rows in each.</summary>
    /// <exception cref="SynthException"><see cref="Codes.NoTrainingData"/>.</exception>
    public void Require()
    {
        if (All.FirstOrDefault(set => set.Rows.Rows.Count == 0) is not { } empty)
            return;
        Warn();
        var rejected = empty.Rows.Rejected;
        throw new SynthException(Codes.NoTrainingData, $"There is nothing to evaluate: '{empty.File}' has {(rejected.Count == 0 ? "no rows" : $"{rejected.Count} rows, none of which can be asked: '{rejected[0].Detail}'")}. Each row needs 'messages' whose last is the assistant's, 'messages' or a 'prompt' with 'expected', or 'input' with 'output'.", empty.File);
    }

    /// <summary>Names rows that are not asked.</summary>
    public void Warn()
    {
        foreach (var row in All.SelectMany(set => set.Rows.Rejected.GroupBy(row => row.Reason).SelectMany(reason => reason.Take(WarningsOfAReason))))
            _context.Diagnostics.Report(Diagnostic.Warning(Codes.BadExample, $"Row '{row.Id}' is not asked ({row.Reason}): {row.Detail}", row.File, row.Line, 1));
    }

    /// <summary>Names rows that an endpoint gave no answer to.</summary>
    public void Warn(Training.Evaluation.Scoring.SourceRun run)
    {
        foreach (var row in run.Rows.Where(row => row.Failure is not null).Take(WarningsOfAReason))
            _context.Diagnostics.Report(Diagnostic.Warning(Codes.EndpointFailed, $"'{run.Source}' gave no answer to row '{row.Row.Id}': {row.Failure}", row.Row.File, row.Row.Line, 1));
    }
}
