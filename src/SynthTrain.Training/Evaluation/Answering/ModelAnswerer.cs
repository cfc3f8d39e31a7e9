using SynthTrain.Core.Hashing;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>Asks a model of this process: rows in groups, and some of them once more by themselves for the time that an answer takes.</summary>
/// <param name="name">What reports call it.</param>
/// <param name="model">The model, in evaluation mode.</param>
/// <param name="options">How answers are made.</param>
internal sealed class ModelAnswerer(string name, LoadedModel model, ModelEvaluationOptions options)
{
    /// <summary>Asks all rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="prompts">Their tokens.</param>
    /// <param name="cancellation">Asked before each token.</param>
    public async Task<SourceRun> RunAsync(IReadOnlyList<EvaluationRow> rows, IReadOnlyList<int[]> prompts, CancellationToken cancellation)
    {
        var constraint = options.Constraint?.Invoke(model);
        var done = 0;
        var said = await new AnswerGroups(model, options.Placement) { Concurrency = options.Concurrency }.AnswerAsync(
            prompts,
            options.Generation,
            constraint,
            count => options.Progress?.Invoke(Interlocked.Add(ref done, count)),
            cancellation);
        return new(name, [.. rows.Zip(said, (row, answer) => new AnsweredRow(row, Of(answer), options.Judge.Judge(row.Expected, answer.Text)))])
        {
            Timed = [.. Sample(rows.Count).Select(index => Of(new TextGenerator(model, options.Placement).Answer(prompts[index], options.Generation, constraint?.Invoke(), cancellation)))],
        };
    }

    private static Answer Of(GeneratedAnswer said) => new(said.Text, said.Finish, said.FirstToken, said.Duration);

    /// <summary>Which rows are timed: the same ones whatever is asked.</summary>
    private IEnumerable<int> Sample(int rows)
    {
        var random = new SeededRandom("latency");
        return Enumerable.Range(0, rows).OrderBy(_ => random.Next()).Take(options.TimedRows).Order();
    }
}
