using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Protocol;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Channels;

/// <summary>One JSON message a line on standard output: what a build reads.</summary>
internal sealed class NdjsonChannel(Stream output, TimeProvider time) : IWorkerChannel
{
    private readonly Lock _gate = new();
    private readonly ProgressThrottle _throttle = new(time, TimeSpan.FromMilliseconds(250));
    private readonly HighWaterMark _done = new();

    /// <summary>The first line.</summary>
    public void Hello() => Send(new WorkerMessage
    {
        Type = "hello",
        Version = typeof(NdjsonChannel).Assembly.GetName().Version?.ToString(3),
        ProcessId = Environment.ProcessId,
    });

    /// <inheritdoc/>
    public void Report(Diagnostic diagnostic) => Send(WorkerMessage.From(diagnostic));

    /// <inheritdoc/>
    public void Report(StageProgress progress)
    {
        if (progress.Unit is null)
            _done.Note(progress.Done);
        if (!_throttle.Allows(progress))
            return;
        Send(new WorkerMessage
        {
            Type = "progress",
            Done = progress.Done,
            Total = progress.Total,
            Unit = progress.Unit,
            Reused = progress.Reused,
            Tokens = progress.Tokens,
            Cost = progress.Cost,
        });
    }

    /// <inheritdoc/>
    public void Text(string line) => Send(new WorkerMessage { Type = "text", Message = line });

    /// <inheritdoc/>
    public void Detail(string line) => Send(new WorkerMessage { Type = "detail", Message = line });

    /// <inheritdoc/>
    public void Checkpoint()
    {
        if (_done.Value > 0)
            Send(new WorkerMessage { Type = "checkpoint", Done = _done.Value });
    }

    /// <inheritdoc/>
    public void Result(string state, string message) => Send(new WorkerMessage { Type = "result", State = state, Message = message });

    private void Send(WorkerMessage message)
    {
        var line = Encoding.UTF8.GetBytes(message.ToLine() + "\n");
        lock (_gate)
        {
            try
            {
                output.Write(line);
                output.Flush();
            }
            catch (IOException)
            {
                // The build is gone; the end of standard input says so too and drains the stage.
            }
        }
    }
}
