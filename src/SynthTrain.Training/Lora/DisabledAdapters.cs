using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Lora;

/// <summary>Leaves adapters out for a while.</summary>
internal sealed class DisabledAdapters : IDisposable
{
    private readonly (Projection Projection, bool Before)[] _projections;

    public DisabledAdapters(IReadOnlyList<Projection> projections)
    {
        _projections = [.. projections.Select(projection => (projection, projection.AdapterDisabled))];
        foreach (var projection in projections)
            projection.AdapterDisabled = true;
    }

    public void Dispose()
    {
        foreach (var (projection, before) in _projections)
            projection.AdapterDisabled = before;
    }
}
