using System.Globalization;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Data;

/// <summary>Faulty rows of a file, gathered: the first are named, the rest are counted.</summary>
internal sealed class RowFaults(string file)
{
    private const int Named = 20;
    private readonly List<Diagnostic> _faults = [];
    private readonly SortedDictionary<string, int> _more = new(StringComparer.Ordinal);

    public void Add(string code, string message, int line, int column = 1)
    {
        if (_faults.Count < Named)
            _faults.Add(Diagnostic.Error(code, message, file, line, column));
        else
            _more[code] = _more.GetValueOrDefault(code) + 1;
    }

    /// <summary>Throws what was gathered.</summary>
    /// <exception cref="SynthException">There was a fault.</exception>
    public void Throw()
    {
        if (_faults.Count > 0)
            throw new SynthException([.. _faults, .. _more.Select(pair => Diagnostic.Error(pair.Key, string.Create(CultureInfo.InvariantCulture, $"{pair.Value} more rows have this kind of fault; correct the ones named above and build again to see them."), file))]);
    }
}
