using SynthTrain.Core.JsonSchema;
using SynthTrain.Core.Stages;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;
using TorchSharp;

namespace SynthTrain.Stages.Evaluate;

/// <summary>Asks models of this process every set: free, held to the schema, or both.</summary>
/// <param name="options">How.</param>
/// <param name="placement">Where weights lie.</param>
/// <param name="judge">Who judges.</param>
/// <param name="schema">What answers are held to, with its bytes.</param>
internal sealed class ModelAsking(EvaluateOptions options, Placement placement, AnswerJudge judge, (JsonSchema? Schema, byte[]? Bytes) schema)
{
    /// <summary>Behind the name of a source that is asked twice.</summary>
    public const string HeldSuffix = " constrained";

    /// <summary>How often each source is asked.</summary>
    public int Times => options.Constrained == Constraining.Both ? 2 : 1;

    /// <summary>Hears how many rows of one asking are answered.</summary>
    public required Action<int> Progress { get; init; }

    /// <summary>Hears that one asking ended.</summary>
    public required Action Done { get; init; }

    /// <summary>Asks.</summary>
    /// <param name="name">What reports call the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="sets">The sets, which get its answers.</param>
    /// <param name="cancellation">Asked between tokens.</param>
    /// <returns>What it said of the first set, free where it was asked twice.</returns>
    public async Task<ModelEvaluation> AskAsync(string name, LoadedModel model, IReadOnlyList<EvaluationSet> sets, CancellationToken cancellation)
    {
        ModelEvaluation? first = null;
        foreach (var set in sets)
        {
            // How long an answer takes is a matter of the model, and not of the set.
            var timed = first is null ? EvaluateDefaults.TimedRows : 0;
            var evaluation = await Evaluator(options.Constrained == Constraining.Held, timed).EvaluateAsync(name, model, set.Rows.Rows, cancellation);
            Add(set, evaluation);
            if (options.Constrained == Constraining.Both)
                Add(set, await Evaluator(held: true, timed).AgainAsync(name + HeldSuffix, model, evaluation, cancellation));
            first ??= evaluation;
        }

        return first!;
    }

    private void Add(EvaluationSet set, ModelEvaluation evaluation)
    {
        set.Sources.Add((evaluation.Run, evaluation.Summary));
        Done();
    }

    private ModelEvaluator Evaluator(bool held, int timed) => new(new ModelEvaluationOptions
    {
        Judge = judge,
        Generation = new GenerationOptions { MaxTokens = options.MaxTokens },
        Placement = placement,
        TimedRows = timed,
        // Threads that ask one GPU only wait for each other.
        Concurrency = placement.Device.type != DeviceType.CPU ? 1 : options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
        Constraint = held ? Constraints.Of(schema.Bytes!, schema.Schema!.Name) : null,
        Progress = Progress,
    });
}
