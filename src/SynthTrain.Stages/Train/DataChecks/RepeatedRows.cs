using System.Globalization;
using System.Runtime.InteropServices;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>Counts training rows that equal an earlier one. Holds keys, counts and line numbers alone.</summary>
internal sealed class RepeatedRows
{
    private readonly Dictionary<UInt128, (int Line, int Rows)> _rows = [];
    private int _repeated;
    private (int Line, int Rows) _most;

    /// <summary>Takes a row.</summary>
    public void Add(TrainingRowKeys keys, int line)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, keys.Row, out var known);
        row = known ? (row.Line, row.Rows + 1) : (line, 1);
        if (known)
            _repeated++;
        if (row.Rows > _most.Rows)
            _most = row;
    }

    /// <summary>What to say, and the line of the row that stands most often; <see langword="null"/> when no more rows than allowed are repeated.</summary>
    /// <param name="rows">Rows of the training file.</param>
    /// <param name="allowed">The share that may be.</param>
    public (string Message, int Line)? Found(int rows, double allowed)
    {
        if (rows == 0 || _repeated <= allowed * rows)
            return null;
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{_repeated} of {rows} training rows ({(double)_repeated / rows:P1}) equal an earlier one in prompt and answer; allowed is {allowed:P1}. This one stands {_most.Rows} times. Take the repeated ones out, or raise SynthMaxDuplicates; SynthOnDuplicates is 'fail', 'warn' or 'ignore'.");
        return (message, _most.Line);
    }
}
