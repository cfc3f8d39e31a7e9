namespace SynthTrain.Training.Generation.Json;

/// <summary>The deterministic automaton of a grammar, built where it is walked; any number of threads may walk it.</summary>
/// <param name="root">What a document is.</param>
internal sealed class JsonAutomaton(GrammarNode root)
{
    /// <summary>States are thrown away when there are so many: open texts of counted length make one a character.</summary>
    private const int MostStates = 20_000;

    private readonly Dictionary<HashSet<Frame?>, AutomatonState> _states = new(HashSet<Frame?>.CreateSetComparer());

    /// <summary>Where bytes lead that may not come.</summary>
    public static AutomatonState Nowhere { get; } = new([], isComplete: false);

    /// <summary>The start of a document; one space may stand before it, as SentencePiece's first token has one.</summary>
    public AutomatonState Start => State([new SpaceFrame(root, null)]);

    public AutomatonState Make(Frame[] tops, byte next)
    {
        var into = new HashSet<Frame?>();
        foreach (var top in tops)
            top.Step(next, into);
        return into.Count == 0 ? Nowhere : State(into);
    }

    private AutomatonState State(HashSet<Frame?> stacks)
    {
        lock (_states)
        {
            if (_states.TryGetValue(stacks, out var known))
                return known;
            if (_states.Count >= MostStates)
                _states.Clear();
            var tops = stacks.OfType<Frame>().ToArray();
            return _states[stacks] = new(tops, tops.Length < stacks.Count || Array.Exists(tops, top => top is { CanEnd: true, Below: null }));
        }
    }
}
