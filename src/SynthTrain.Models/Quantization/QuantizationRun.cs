using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Threads that take pieces of rows in file order, quantize each for itself, and write in turn.</summary>
internal sealed class QuantizationRun(GgufReader reader, GgufWriter writer, IReadOnlyList<QuantizationJob> jobs, GgufQuantizerOptions options, CancellationToken cancellation)
{
    private readonly Lock _taking = new();
    private readonly object _turns = new();
    private int _job;
    private long _piece;
    private long _taken;
    private long _turn;
    private (long Turn, Exception Fault)? _fault;

    /// <summary>Runs to the end, or to the first fault in file order.</summary>
    public void Run()
    {
        var workers = new Task[Math.Max(1, options.Threads) - 1];
        for (var i = 0; i < workers.Length; i++)
            workers[i] = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Work();
        Task.WaitAll(workers, CancellationToken.None);
        if (_fault is { } fault)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault.Fault);
    }

    private void Work()
    {
        var buffers = new QuantizationBuffers();
        while (Take() is { } piece)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                Quantize(piece, buffers);
                Write(piece, buffers);
            }
            catch (Exception fault) when (Keep(piece.Turn, fault))
            {
                return;
            }
        }
    }

    private Piece? Take()
    {
        lock (_taking)
        {
            if (_job == jobs.Count || _fault is not null)
                return null;
            var piece = new Piece(jobs[_job], _job, _piece, _taken++);
            if (++_piece == jobs[_job].Pieces)
                (_job, _piece) = (_job + 1, 0);
            return piece;
        }
    }

    private void Quantize(Piece piece, QuantizationBuffers buffers)
    {
        var (job, tensor) = (piece.Job, piece.Job.Tensor);
        var source = GgufTypes.RowBytes(tensor.Type, tensor.Columns);
        var read = buffers.Read(source * piece.Rows);
        reader.Read(tensor, piece.FirstRow * source, read);
        try
        {
            if (job.IsCopy)
                Quantizer.RequireSound(tensor.Type, read, tensor.Columns, piece.FirstRow);
            else
                Convert(piece, read, buffers);
        }
        catch (ModelException fault)
        {
            throw new ModelException(fault.Fault, $"tensor '{tensor.Name}': {fault.Message}", reader.Name, inner: fault);
        }
    }

    private static void Convert(Piece piece, ReadOnlySpan<byte> read, QuantizationBuffers buffers)
    {
        var (job, columns) = (piece.Job, (int)piece.Job.Tensor.Columns);
        var (from, to) = (read.Length / (int)piece.Rows, (int)Quantizer.RowBytes(job.Type, columns));
        var written = buffers.Written(to * piece.Rows);
        var values = buffers.Values(columns);
        for (var row = 0; row < piece.Rows; row++)
        {
            Quantizer.Dequantize(job.Tensor.Type, read.Slice(row * from, from), values);
            Quantizer.QuantizeRow(job.Type, values, job.ImportanceOf(piece.FirstRow + row), written.Slice(row * to, to), piece.FirstRow + row);
        }
    }

    private void Write(Piece piece, QuantizationBuffers buffers)
    {
        lock (_turns)
        {
            while (_turn != piece.Turn && _fault is null)
                Monitor.Wait(_turns);
            if (_fault is not null)
                return;
            var (job, tensor) = (piece.Job, piece.Job.Tensor);
            if (piece.Number == 0)
                writer.BeginTensor(tensor.Name);
            writer.Write(job.IsCopy ? buffers.LastRead : buffers.LastWritten);
            if (piece.Number == job.Pieces - 1)
                options.Progress?.Invoke(new QuantizedTensor(tensor.Name, tensor.Type, job.Type, piece.JobNumber + 1, jobs.Count, job.Importance is not null));
            _turn++;
            Monitor.PulseAll(_turns);
        }
    }

    /// <summary>Keeps the fault that stands first in the file; pieces before it are under way and may have one too.</summary>
    private bool Keep(long turn, Exception fault)
    {
        lock (_turns)
        {
            if (_fault is null || turn < _fault.Value.Turn)
                _fault = (turn, fault);
            Monitor.PulseAll(_turns);
        }

        return true;
    }

    /// <summary>Some rows of a tensor.</summary>
    private sealed record Piece(QuantizationJob Job, int JobNumber, long Number, long Turn)
    {
        public long FirstRow => Number * Job.PieceRows;

        public long Rows => Math.Min(Job.PieceRows, Job.Rows - FirstRow);
    }
}
