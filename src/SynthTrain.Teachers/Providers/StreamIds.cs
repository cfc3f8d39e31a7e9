namespace SynthTrain.Teachers.Providers;

/// <summary>Tells whether the parts of a stream belong to one reply.</summary>
/// <remarks>Some servers give each part an id of its own. So another id is no fault; an id that comes back after another is.</remarks>
internal sealed class StreamIds
{
    private readonly HashSet<string> _past = new(StringComparer.Ordinal);
    private string? _now;

    /// <summary>Takes the next part's id; false when two replies are mixed.</summary>
    public bool Takes(string? id)
    {
        if (string.IsNullOrEmpty(id) || id == _now)
            return true;
        if (_now is not null)
            _past.Add(_now);
        _now = id;
        return !_past.Contains(id);
    }
}
