namespace SynthTrain.Training.Generation.Json;

/// <summary>Every stack that the bytes so far may have led to.</summary>
/// <param name="tops">Their tops; none is finished.</param>
/// <param name="isComplete">Whether the document may end here.</param>
internal sealed class AutomatonState(Frame[] tops, bool isComplete)
{
    /// <summary>Where each byte leads; filled as it is asked for.</summary>
    private readonly AutomatonState?[] _next = new AutomatonState?[256];

    public bool IsComplete => isComplete;

    /// <summary>Which tokens may come, a bit each; <see langword="null"/> = not asked yet.</summary>
    public ulong[]? Mask { get; set; }

    /// <summary>Where a byte leads; <see langword="null"/> = nowhere.</summary>
    public AutomatonState? Step(byte next, JsonAutomaton automaton)
    {
        var known = _next[next] ??= automaton.Make(tops, next);
        return ReferenceEquals(known, JsonAutomaton.Nowhere) ? null : known;
    }
}
