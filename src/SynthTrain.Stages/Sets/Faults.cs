using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Stages.Sets;

/// <summary>Gathers the faults of several checks, to report them together.</summary>
internal sealed class Faults
{
    private readonly List<Diagnostic> _found = [];

    /// <summary>The value, or its default after a fault.</summary>
    public T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SynthException e)
        {
            _found.AddRange(e.Diagnostics);
            return default!;
        }
    }

    /// <summary>Adds a fault.</summary>
    public void Add(Diagnostic fault) => _found.Add(fault);

    /// <summary>Throws all faults, when there are any.</summary>
    public void ThrowIfAny()
    {
        if (_found.Count > 0)
            throw new SynthException(_found);
    }
}
