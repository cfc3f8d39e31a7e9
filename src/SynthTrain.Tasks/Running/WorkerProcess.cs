using System.Collections.Concurrent;
using System.Diagnostics;
using SynthTrain.Core.Protocol;

namespace SynthTrain.Tasks.Running;

/// <summary>One worker: its process, its messages, its end.</summary>
internal sealed class WorkerProcess : ICancellableWorker, IDisposable
{
    private const int TailLines = 20;

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly Queue<string> _tail = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _cancelled;

    private WorkerProcess(Process process) => _process = process;

    /// <inheritdoc/>
    public Task Ended => _ended.Task;

    /// <summary>Whether somebody asked it to stop.</summary>
    public bool IsCancelled => Volatile.Read(ref _cancelled) != 0;

    /// <summary>The exit code; only after <see cref="Ended"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines of its standard error.</summary>
    public string ErrorTail
    {
        get
        {
            lock (_tail)
                return string.Join(Environment.NewLine, _tail);
        }
    }

    /// <summary>Starts it.</summary>
    public static WorkerProcess Start(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start };
        process.Start();
        var worker = new WorkerProcess(process);
        new Thread(worker.ReadErrors) { IsBackground = true, Name = "SynthTrain worker stderr" }.Start();
        new Thread(worker.ReadLines) { IsBackground = true, Name = "SynthTrain worker stdout" }.Start();
        return worker;
    }

    /// <summary>Its messages until it ends; lines that are none of the protocol's come as text.</summary>
    public IEnumerable<WorkerMessage> Messages() => 
        _lines.GetConsumingEnumerable().Select(line => WorkerMessage.Parse(line) ?? new WorkerMessage { Type = "text", Message = line });

    /// <inheritdoc/>
    public void Cancel(TimeSpan grace)
    {
        if (Interlocked.Exchange(ref _cancelled, 1) != 0)
            return;
        _ = Task.Run(() => Stop(grace));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _lines.Dispose();
    }

    private async Task Stop(TimeSpan grace)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(new WorkerMessage { Type = "cancel" }.ToLine());
            await _process.StandardInput.FlushAsync();
            if (await Task.WhenAny(Ended, Task.Delay(grace)) != Ended)
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended meanwhile, which is what was asked for.
        }
    }

    private void ReadLines()
    {
        try
        {
            while (_process.StandardOutput.ReadLine() is { } line)
                _lines.Add(line);
            _process.WaitForExit();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The pipe broke: the exit code says the rest.
        }
        finally
        {
            _ended.TrySetResult();
            _lines.CompleteAdding();
        }
    }

    private void ReadErrors()
    {
        try
        {
            while (_process.StandardError.ReadLine() is { } line)
            {
                lock (_tail)
                {
                    _tail.Enqueue(line);
                    if (_tail.Count > TailLines)
                        _tail.Dequeue();
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // As above.
        }
    }
}
