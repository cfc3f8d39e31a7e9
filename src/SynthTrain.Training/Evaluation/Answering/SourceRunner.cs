using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>Asks a source all rows and judges what it says.</summary>
/// <param name="judge">Who judges.</param>
/// <param name="concurrency">Rows at a time.</param>
public sealed class SourceRunner(AnswerJudge judge, int concurrency)
{
    /// <summary>Calls that fail one after the other before nobody is asked any more.</summary>
    private const int LongestStreak = 5;

    /// <summary>Asks.</summary>
    /// <param name="answerer">The source.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Hears how many rows are done, from any thread.</param>
    /// <param name="cancellation">Asked between rows and tokens.</param>
    /// <returns>Rows in their order.</returns>
    /// <exception cref="SynthException">The source answers nobody: it says so itself, or fails from the first row on.</exception>
    public async Task<SourceRun> RunAsync(IAnswerer answerer, IReadOnlyList<EvaluationRow> rows, Action<int>? progress, CancellationToken cancellation)
    {
        var answered = new AnsweredRow[rows.Count];
        var streak = new FailureStreak(LongestStreak);
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, concurrency), CancellationToken = cancellation };
        await Parallel.ForAsync(0, rows.Count, options, async (index, stop) =>
        {
            answered[index] = streak.IsTooLong
                ? new(rows[index], null, null, $"Not asked, since {LongestStreak} calls before it failed one after the other.")
                : await AskAsync(answerer, rows[index], streak, stop);
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        return !streak.HadSuccess && answered.FirstOrDefault(row => row.Failure is not null) is { } first
            ? throw new SynthException(Codes.EndpointFailed, $"'{answerer.Name}' answered none of {rows.Count} rows; the first call: {first.Failure} See that it runs and is the right one, then build again.")
            : new(answerer.Name, answered) { Concurrency = Math.Clamp(concurrency, 1, Math.Max(1, rows.Count)) };
    }

    /// <summary>Asks one row, to learn whether a source answers at all before hours are spent elsewhere. A row that is itself at fault says nothing.</summary>
    /// <exception cref="SynthException">It does not.</exception>
    public static async Task TryAsync(IAnswerer answerer, EvaluationRow row, CancellationToken cancellation)
    {
        try
        {
            await answerer.AnswerAsync(row, cancellation);
        }
        catch (AnswerFailedException e) when (e.IsOfRow)
        {
            // It was understood, and will be counted when all rows are asked.
        }
        catch (AnswerFailedException e)
        {
            throw new SynthException(Codes.EndpointFailed, $"'{answerer.Name}' does not answer, and nobody else was asked yet; the first call: {e.Message} See that it runs and is the right one, then build again.");
        }
    }

    private async Task<AnsweredRow> AskAsync(IAnswerer answerer, EvaluationRow row, FailureStreak streak, CancellationToken cancellation)
    {
        try
        {
            var answer = await answerer.AnswerAsync(row, cancellation);
            streak.Note(success: true);
            return new(row, answer, judge.Judge(row.Expected, answer.Text));
        }
        catch (AnswerFailedException e)
        {
            if (!e.IsOfRow)
                streak.Note(success: false);
            return new(row, null, null, e.Message);
        }
    }
}
