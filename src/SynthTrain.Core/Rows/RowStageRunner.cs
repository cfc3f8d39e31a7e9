using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>Runs a row stage: resumes from the journal, bounds what is under way, keeps the input's order, and records what was rejected or failed.</summary>
/// <remarks>
/// Outputs are the primary one (the first of the request), <c>rejected</c> and <c>stats</c>. Their bytes depend on the rows' keys and answers alone: not on concurrency, interruptions or what was cached.
/// A failed row is told as a warning and counted in <see cref="StageResult.Failed"/>; the caller makes the build fail.
/// </remarks>
public sealed class RowStageRunner(RowRunnerOptions options)
{
    /// <summary>Does all rows and writes the outputs.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="context">What it gets.</param>
    /// <param name="drain">Ends softly: no new rows and requests, what is in flight finishes and is kept.</param>
    /// <param name="abort">Ends at once; what the journal and the reply cache hold is kept.</param>
    /// <exception cref="SynthException">A fault of the input, the stage or the disk; finished rows are kept.</exception>
    /// <exception cref="OperationCanceledException">Ended by a token; finished rows are kept, no output is complete.</exception>
    public async Task<StageResult> RunAsync(IRowStage stage, StageContext context, CancellationToken drain, CancellationToken abort)
    {
        var concurrency = context.Options.Int(RowDefaults.ConcurrencyOption, RowDefaults.Concurrency, 1, RowDefaults.MaxConcurrency);
        var plan = stage.Prepare(context);
        using var journal = RowJournal.Open(context, options.JournalPath);
        using var stops = new RowStops(drain, abort);
        var totals = new RowTotals(context.Progress);
        while (true)
        {
            if (await RunRoundAsync(new RowRound(context, plan, journal, totals, concurrency) { Asks = Asks(stage, context) }, stops) is { } result)
                return result;
            if (options.NextRound is not { } next)
                throw new SynthException(Codes.Internal, $"{totals.Pending} rows of stage '{context.Request.Stage}' wait for replies that nobody fetches.");
            await next(stops.Drain);
        }
    }

    /// <summary>Runs the row functions without a word to disk: what the journal holds is passed over, requests go to the teacher of the options, which lets rows wait.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="context">What it gets; it opens no output.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SynthException">A fault of the input or the stage.</exception>
    public async Task<RowRehearsal> RehearseAsync(IRowStage stage, StageContext context, CancellationToken cancellationToken)
    {
        var concurrency = context.Options.Int(RowDefaults.ConcurrencyOption, RowDefaults.Concurrency, 1, RowDefaults.MaxConcurrency);
        var plan = stage.Prepare(context);
        using var journal = RowJournal.Rehearse(context, options.JournalPath);
        using var stops = new RowStops(cancellationToken, cancellationToken);
        using var feed = new RowFeed(plan, context);
        var totals = new RowTotals(progress: null);
        var run = new RowRun(context, options, plan, feed) { Asks = Asks(stage, context), Concurrency = concurrency, Journal = journal, Totals = totals, Warnings = new RowWarnings(context, plan), IsRehearsal = true };
        totals.StartRound(feed.Expected);
        using (var pass = new RowPass(run, stops))
            await pass.RunAsync();
        return new RowRehearsal(feed.Positions.Count, totals.Run.RowsReused);
    }

    // Null: some rows wait for replies.
    private async Task<StageResult?> RunRoundAsync(RowRound round, RowStops stops)
    {
        using var feed = new RowFeed(round.Plan, round.Context);
        var run = new RowRun(round.Context, options, round.Plan, feed)
        {
            Asks = round.Asks,
            Concurrency = round.Concurrency,
            Journal = round.Journal,
            Totals = round.Totals,
            Warnings = new RowWarnings(round.Context, round.Plan),
        };
        round.Totals.StartRound(feed.Expected);
        using (var pass = new RowPass(run, stops))
            await pass.RunAsync();
        return round.Totals.Pending == 0 ? new RowOutput(run).Write(stops.Drain) : null;
    }

    private static bool Asks(IRowStage stage, StageContext context) => stage is not IAskingStage asking || asking.Asks(context);

    private sealed record RowRound(StageContext Context, RowPlan Plan, RowJournal Journal, RowTotals Totals, int Concurrency)
    {
        public required bool Asks { get; init; }
    }
}
