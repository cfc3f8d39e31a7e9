namespace SynthTrain.Core.Spending;

/// <summary>What the ledger's lines come to: spent for good, and held for requests under way.</summary>
public sealed class SpendBook
{
    private readonly Dictionary<SpendPlace, SpendTotals> _spent = [];
    private readonly Dictionary<(long Session, long Number), (SpendPlace Place, SpendTotals Totals)> _held = [];
    private readonly Dictionary<long, long> _slots = [];
    private long _sessions;

    /// <summary>Spent since the count began, by place. What a killed process held is in it at its upper bound.</summary>
    public IReadOnlyDictionary<SpendPlace, SpendTotals> Spent => _spent;

    /// <summary>Sum of <see cref="Spent"/>.</summary>
    public SpendTotals TotalSpent { get; private set; }

    /// <summary>Held for requests under way, at its upper bound.</summary>
    public SpendTotals TotalHeld { get; private set; }

    /// <summary>How many holds are open.</summary>
    public int OpenHolds => _held.Count;

    /// <summary>Sessions with open holds, and the slots whose locks say whether their processes live.</summary>
    internal IReadOnlyList<(long Session, long Slot)> Holders =>
        [.. _held.Keys.Select(key => key.Session).Distinct().Select(session => (session, _slots.FirstOrDefault(slot => slot.Value == session, new KeyValuePair<long, long>(-1, 0)).Key))];

    /// <summary>Whether there is nothing to remember.</summary>
    internal bool IsEmpty => _held.Count == 0 && _spent.Count == 0;

    /// <summary>How often the file was cut.</summary>
    internal long Cuts { get; private set; }

    /// <summary>The number of the session that a session line begins.</summary>
    internal long NextSession => _sessions + 1;

    /// <summary>Spent on one stage since the count began, by model.</summary>
    public IReadOnlyDictionary<string, SpendTotals> SpentOn(string run, string stage) =>
        _spent.Where(entry => entry.Key.Run == run && entry.Key.Stage == stage).ToDictionary(entry => entry.Key.Model, entry => entry.Value, StringComparer.Ordinal);

    /// <summary>Whether every stage of a run that has spent anything is among some stages.</summary>
    public bool Covers(string run, IReadOnlyCollection<string> stages)
    {
        var spending = _spent.Keys.Concat(_held.Values.Select(hold => hold.Place)).Where(place => place.Run == run).Select(place => place.Stage).ToList();
        return spending.Count > 0 && spending.TrueForAll(stages.Contains);
    }

    internal void Apply(in SpendLine line)
    {
        switch (line.Kind)
        {
            case SpendLineKind.Session:
                if (_slots.TryGetValue(line.Number, out var earlier))
                    Lose(earlier);
                // A line before this one may be damaged: what it began has its number all the same.
                _sessions = line.Session > 0 ? Math.Max(_sessions, line.Session) : _sessions + 1;
                _slots[line.Number] = line.Session > 0 ? line.Session : _sessions;
                break;
            case SpendLineKind.Hold:
                _sessions = Math.Max(_sessions, line.Session);
                _held[(line.Session, line.Number)] = (line.Place, line.Totals);
                TotalHeld += line.Totals;
                break;
            case SpendLineKind.Settle:
                Settle(line);
                break;
            case SpendLineKind.Lost:
                Lose(line.Session);
                break;
            case SpendLineKind.Completed:
                Complete(line.Place.Run, line.Stages);
                break;
            case SpendLineKind.Cut:
                Cuts = line.Number;
                break;
            default:
                break;
        }
    }

    private void Settle(in SpendLine line)
    {
        if (!_held.Remove((line.Session, line.Number), out var hold))
            return;
        TotalHeld -= hold.Totals;
        if (line.Totals.Requests == 0)
            return;
        var unpriced = line.Totals.Unpriced > 0 ? hold.Totals.Requests : 0;
        Spend(hold.Place, line.Totals with { Requests = hold.Totals.Requests, Unpriced = unpriced });
    }

    // Nobody will say what these requests came to: they count at their bound.
    private void Lose(long session)
    {
        foreach (var key in _held.Keys.Where(key => key.Session == session).ToList())
        {
            _held.Remove(key, out var hold);
            TotalHeld -= hold.Totals;
            Spend(hold.Place, hold.Totals);
        }
    }

    private void Spend(SpendPlace place, SpendTotals totals)
    {
        _spent[place] = _spent.GetValueOrDefault(place) + totals;
        TotalSpent += totals;
    }

    // A verb that left out a stage with money in it says nothing of that money's verb.
    private void Complete(string run, IReadOnlyList<string> stages)
    {
        if (!_spent.Keys.Where(place => place.Run == run).All(place => stages.Contains(place.Stage)))
            return;
        foreach (var place in _spent.Keys.Where(place => place.Run == run).ToList())
        {
            _spent.Remove(place, out var totals);
            TotalSpent -= totals;
        }
    }
}
