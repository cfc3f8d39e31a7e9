using SynthTrain.Models;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>Evaluates models of this process.</summary>
/// <param name="options">How.</param>
public sealed class ModelEvaluator(ModelEvaluationOptions options)
{
    /// <summary>Takes out rows that a model cannot be asked: its template refuses them, or they do not fit into its context.</summary>
    public static EvaluationRows Fitting(PromptMaker model, EvaluationRows rows)
    {
        var (kept, rejected) = (new List<EvaluationRow>(), rows.Rejected.ToList());
        foreach (var row in rows.Rows)
        {
            if (Fault(model, row) is { } fault)
                rejected.Add(Rejected(row, fault));
            else
                kept.Add(row);
        }

        return rows with { Rows = kept, Rejected = [.. rejected.OrderBy(row => row.Line)] };
    }

    /// <summary>Asks a model all rows, and what it thinks of the expected answers.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that it can be asked.</param>
    /// <param name="cancellation">Asked between tokens.</param>
    public async Task<ModelEvaluation> EvaluateAsync(string name, LoadedModel model, IReadOnlyList<EvaluationRow> rows, CancellationToken cancellation)
    {
        // Before threads share it: generators put a model into this mode and back.
        model.Decoder.eval();
        var maker = PromptMaker.Of(name, model);
        var prompts = rows.Select(row => EvaluationPrompt.Of(maker, row)).ToList();
        var scores = new LikelihoodMeter(model.Decoder).Measure([.. prompts.Select(prompt => prompt.Expected)], cancellation: cancellation);
        return new(await RunAsync(name, model, rows, prompts, cancellation), prompts, scores);
    }

    /// <summary>Asks a model once more as these options say; what it thinks of the expected answers is as before.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="model">The model.</param>
    /// <param name="before">What it said when it was asked otherwise.</param>
    /// <param name="cancellation">Asked between tokens.</param>
    public async Task<ModelEvaluation> AgainAsync(string name, LoadedModel model, ModelEvaluation before, CancellationToken cancellation) =>
        new(await RunAsync(name, model, [.. before.Run.Rows.Select(row => row.Row)], before.Prompts, cancellation), before.Prompts, before.Scores);

    private Task<SourceRun> RunAsync(string name, LoadedModel model, IReadOnlyList<EvaluationRow> rows, IReadOnlyList<EvaluationPrompt> prompts, CancellationToken cancellation) =>
        new ModelAnswerer(name, model, options).RunAsync(rows, [.. prompts.Select(prompt => prompt.Prompt)], cancellation);

    private static RowFault? Fault(PromptMaker model, EvaluationRow row)
    {
        try
        {
            var prompt = EvaluationPrompt.Of(model, row);
            var (needed, most) = (prompt.Expected.Ids.Length, model.Positions);
            return needed > most ? new RowFault(RejectionReasons.TooLong, $"Question and expected answer have {needed} tokens for '{model.Name}', and its context has {most}; shorten the row or leave it out.") : null;
        }
        catch (ModelException e) when (e.Fault is ModelFault.TemplateRefused or ModelFault.TemplateFailed)
        {
            return new RowFault(RejectionReasons.TemplateRefuses, e.Message);
        }
        catch (ModelException e) when (e.Fault is ModelFault.BadText)
        {
            return new RowFault(RejectionReasons.BadText, e.Message);
        }
    }

    private static RejectedRow Rejected(EvaluationRow row, RowFault fault) => new(row.Id, fault.Reason, fault.Message, row.File, row.Line);
}
