using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>Warns of rows that were rejected or failed: a few of each reason one by one, the rest in one line.</summary>
public sealed class RowWarnings
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly StageContext _context;
    private readonly IReadOnlyCollection<string> _usual;
    private int _failed;

    internal RowWarnings(StageContext context, RowPlan plan) => (_context, _usual) = (context, plan.UsualReasons);

    /// <summary>The line that stands for all rejected rows of a stage; a skipped stage repeats it.</summary>
    /// <param name="rejected">Rejected rows by reason.</param>
    /// <param name="rowsIn">Rows read.</param>
    /// <param name="sideFile">The file that lists them, as printed.</param>
    public static string Summary(IReadOnlyDictionary<string, long> rejected, long rowsIn, string sideFile) =>
        $"{rejected.Values.Sum()} of {rowsIn} rows were rejected ({string.Join(", ", rejected.Select(reason => $"{reason.Key} {reason.Value}"))}); '{sideFile}' lists them with the reasons.";

    /// <summary>Whether one more row of a reason is to be told of.</summary>
    internal bool Wants(string reason)
    {
        if (_usual.Contains(reason))
            return false;
        lock (_gate)
        {
            var told = _told.GetValueOrDefault(reason);
            _told[reason] = told + 1;
            return told < RowDefaults.WarningsPerReason;
        }
    }

    internal void Failed(in SourceRow row, string message)
    {
        if (Interlocked.Increment(ref _failed) <= RowDefaults.WarningsPerReason)
            Report(Codes.TeacherCallFailed, $"Row '{row.Id}' got no answer: {message} It is asked again at the next build.", row.File, row.Line);
    }

    internal void Rejected(string text, in RowPosition position) => Report(Codes.RowsRejected, text, position.File, position.Line);

    /// <summary>One line each for what was not told row by row.</summary>
    internal void Finish(StageResult result)
    {
        if (_failed > RowDefaults.WarningsPerReason)
            _context.Diagnostics.Report(Diagnostic.Warning(Codes.TeacherCallFailed, $"{_failed - RowDefaults.WarningsPerReason} more rows got no answer; they are asked again at the next build."));
        if (result.Rejected.Count > 0)
            _context.Diagnostics.Report(Diagnostic.Warning(Codes.RowsRejected, Summary(result.Rejected, result.RowsIn, _context.OutputName(RowDefaults.RejectedRole))));
    }

    private void Report(string code, string text, string file, int line) =>
        _context.Diagnostics.Report(Diagnostic.Warning(code, text, _context.DisplayName(file), line, 1));
}
