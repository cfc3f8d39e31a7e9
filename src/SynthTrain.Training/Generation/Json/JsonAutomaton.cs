namespace SynthTrain.Training.Generation.Json;

/// <summary>The deterministic automaton of a grammar, built where it is walked; any number of threads may walk it.</summary>
/// <param name="root">What a document is.</param>
internal sealed class JsonAutomaton(GrammarNode root)
{
    /// <summary>Objects and lists inside one another: what <see cref="System.Text.Json.JsonDocument"/> reads when it is not told otherwise.</summary>
    public const int Levels = 64;

    /// <summary>States are thrown away when there are so many: open texts of counted length make one a character.</summary>
    private const int MostStates = 20_000;

    private readonly Dictionary<HashSet<StackTop>, AutomatonState> _states = new(HashSet<StackTop>.CreateSetComparer());
    private readonly Dictionary<(AutomatonState, AutomatonState), AutomatonState> _unions = [];
    private long _made;

    /// <summary>Where bytes lead that may not come.</summary>
    public static AutomatonState Nowhere { get; } = new([]);

    /// <summary>The start of a document; one space may stand before it, as SentencePiece's first token has one.</summary>
    public AutomatonState Start => Set([new(new SpaceFrame(root, Levels), Set([new(EndFrame.Instance, Nowhere)]))]);

    /// <summary>States that were built so far, those thrown away too.</summary>
    public long Made => Interlocked.Read(ref _made);

    /// <summary>Where a byte leads.</summary>
    public AutomatonState Make(AutomatonState from, byte next)
    {
        var into = new StepResult(this);
        foreach (var top in from.Tops)
            top.Head.Step(next, top.Below, into);
        return into.State;
    }

    /// <summary>A state behind the closing quote of a key that the schema does not name, with the key noted.</summary>
    public AutomatonState Note(AutomatonState state, string key)
    {
        var into = new StepResult(this);
        foreach (var top in state.Tops)
            into.Go(top.Head is ObjectFrame { IsPending: true } open ? open.Noted(key) : top.Head, top.Below);
        return into.State;
    }

    /// <summary>The one object of a set.</summary>
    public AutomatonState Set(IEnumerable<StackTop> tops)
    {
        var set = new HashSet<StackTop>(tops);
        if (set.Count == 0)
            return Nowhere;
        lock (_states)
        {
            if (_states.TryGetValue(set, out var known))
                return known;
            if (_states.Count >= MostStates)
            {
                _states.Clear();
                _unions.Clear();
            }

            Interlocked.Increment(ref _made);
            return _states[set] = new([.. set]);
        }
    }

    /// <summary>All stacks of two sets.</summary>
    public AutomatonState Union(AutomatonState left, AutomatonState right)
    {
        if (ReferenceEquals(left, right))
            return left;
        lock (_states)
        {
            if (_unions.TryGetValue((left, right), out var known))
                return known;
            var into = new StepResult(this);
            into.Leave(left);
            into.Leave(right);
            return _unions[(left, right)] = into.State;
        }
    }
}
