namespace SynthTrain.Training.Generation.Json;

/// <summary>Every stack that the bytes so far may have led to. Equal sets are one object.</summary>
/// <param name="tops">Their tops.</param>
internal sealed class AutomatonState(StackTop[] tops)
{
    /// <summary>Where each byte leads; filled as it is asked for.</summary>
    private AutomatonState?[]? _next;

    public IReadOnlyList<StackTop> Tops => tops;

    /// <summary>Whether the document may end here.</summary>
    public bool IsComplete { get; } = Array.Exists(tops, top => top.Head is EndFrame || (top.Head.CanEnd && top.Below.IsEnd));

    /// <summary>Whether the byte before opened a key that may be one the schema does not name, or was in it.</summary>
    public bool IsInKey { get; } = Array.Exists(tops, top => top.Head is KeyFrame);

    /// <summary>Whether the byte before closed a key that must still be noted.</summary>
    public bool HasPending { get; } = Array.Exists(tops, top => top.Head is ObjectFrame { IsPending: true, Phase: ObjectPhase.Colon });

    /// <summary>Which tokens may come; <see langword="null"/> = not asked yet.</summary>
    public TokenMask? Mask { get; set; }

    /// <summary>Tokens that surely finish the document; −1 = not asked yet.</summary>
    public int Least { get; set; } = -1;

    private bool IsEnd => Array.Exists(tops, top => top.Head is EndFrame);

    /// <summary>Where a byte leads; <see langword="null"/> = nowhere.</summary>
    public AutomatonState? Step(byte next, JsonAutomaton automaton)
    {
        var known = (_next ??= new AutomatonState?[256])[next] ??= automaton.Make(this, next);
        return ReferenceEquals(known, JsonAutomaton.Nowhere) ? null : known;
    }
}
