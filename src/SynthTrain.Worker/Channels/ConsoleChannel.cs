using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Channels;

/// <summary>Lines for a person.</summary>
internal sealed class ConsoleChannel(TextWriter output, TextWriter error, TimeProvider time) : IWorkerChannel
{
    private readonly Lock _gate = new();
    private readonly ProgressThrottle _throttle = new(time, TimeSpan.FromSeconds(1));
    private readonly HighWaterMark _done = new();

    /// <inheritdoc/>
    public void Report(Diagnostic diagnostic)
    {
        lock (_gate)
            (diagnostic.Severity == DiagnosticSeverity.Error ? error : output).WriteLine(diagnostic);
    }

    /// <inheritdoc/>
    public void Report(StageProgress progress)
    {
        if (progress.Unit is null)
            _done.Note(progress.Done);
        if (!_throttle.Allows(progress))
            return;
        var unit = progress.Unit ?? "rows";
        var done = progress.Total > 0 ? $"{progress.Done} of {progress.Total} {unit}" : $"{progress.Done} {unit}";
        if (progress.Unit is not null)
        {
            Text(done);
            return;
        }

        var money = progress.Cost is { } cost ? ", " + Dollars.Text(cost) : "";
        Text(string.Create(CultureInfo.InvariantCulture, $"{done}, {progress.Reused} from the journal, {progress.Tokens} tokens{money}"));
    }

    /// <inheritdoc/>
    public void Text(string line)
    {
        lock (_gate)
            output.WriteLine(line);
    }

    /// <inheritdoc/>
    public void Detail(string line) => Text(line);

    /// <inheritdoc/>
    public void Checkpoint()
    {
        if (_done.Value > 0)
            Text(string.Create(CultureInfo.InvariantCulture, $"{_done.Value} rows are kept"));
    }

    /// <inheritdoc/>
    public void Result(string state, string message) => Text($"{state}: {message}");
}
