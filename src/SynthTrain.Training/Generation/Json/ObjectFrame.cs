using System.Numerics;

namespace SynthTrain.Training.Generation.Json;

/// <summary>An object: keys that are not there yet, a colon, a value; behind colons and commas one space may stand.</summary>
/// <param name="Node">Which objects there may be.</param>
/// <param name="Phase">Where the next byte stands.</param>
/// <param name="Room">Objects and lists that may stand inside one another in a value.</param>
internal sealed record ObjectFrame(ObjectNode Node, ObjectPhase Phase, int Room) : Frame
{
    /// <summary>Named properties that are there, a bit each.</summary>
    public BigInteger Seen { get; init; }

    /// <summary>Other keys that are there, each behind a quote, their bytes one a character.</summary>
    public string Extra { get; init; } = "";

    /// <summary>Whether a key is there that is not noted in <see cref="Extra"/>: until it is, no other can be closed, as it might be the same.</summary>
    public bool IsPending { get; init; }

    /// <summary>How many properties there are.</summary>
    public int Count { get; init; }

    /// <summary>The property whose key was written; −1 = one that the schema does not name.</summary>
    public int Current { get; init; }

    public override void Step(byte next, AutomatonState below, StepResult into)
    {
        switch (Phase, (char)next)
        {
            case (ObjectPhase.Open, '{'):
                into.Go(this with { Phase = ObjectPhase.First }, below);
                break;
            case (ObjectPhase.First or ObjectPhase.After, '}') when Node.IsEnough(Seen, Count):
                into.Leave(below);
                break;
            case (ObjectPhase.After, ',') when CanAdd(-1) || Enumerable.Range(0, Node.Properties.Count).Any(CanAdd):
                into.Go(this with { Phase = ObjectPhase.Key }, below);
                break;
            case (ObjectPhase.Key, ' ') when !Node.IsCanonical:
                into.Go(this with { Phase = ObjectPhase.KeyOnly }, below);
                break;
            case (ObjectPhase.First or ObjectPhase.Key or ObjectPhase.KeyOnly, '"'):
                AddKeys(below, into);
                break;
            case (ObjectPhase.Colon, ':'):
                into.Go(new SpaceFrame(Current < 0 ? Node.Others! : Node.Properties[Current].Value, Room) { IsFree = !Node.IsCanonical }, into.Push(this with { Phase = ObjectPhase.After, Current = 0 }, below));
                break;
        }
    }

    /// <summary>The object behind a key that the schema does not name.</summary>
    public ObjectFrame Behind => this with { Phase = ObjectPhase.Colon, Current = -1, IsPending = true, Count = Count + 1 };

    public override int Least(CompletionCosts costs) => Phase switch
    {
        ObjectPhase.Open => CompletionCosts.Sum(costs.Byte('{'), (this with { Phase = ObjectPhase.First }).Least(costs)),
        ObjectPhase.Colon => CompletionCosts.Sum(costs.Byte(':'), costs.Of(Current < 0 ? Node.Others : Node.Properties[Current].Value, Room), (this with { Phase = ObjectPhase.After }).Least(costs)),
        _ => Node.Rest(this, costs),
    };

    /// <summary>How many keys that may not come begin like this.</summary>
    public int Begun(string text) => Node.NamesBegun(text) + Extra.Split('"', StringSplitOptions.None).Skip(1).Count(key => key.StartsWith(text, StringComparison.Ordinal));

    /// <summary>Whether a key that may not come begins like this.</summary>
    public bool IsBegun(string text) => Node.IsNameBegun(text) || Extra.Contains($"\"{text}", StringComparison.Ordinal);

    /// <summary>The object behind a key that the schema does not name; <see langword="null"/> where it may not be this one.</summary>
    /// <param name="text">The key's bytes; <see langword="null"/> = none of those that may not come.</param>
    public ObjectFrame? Closed(string? text) => IsPending || (text is not null && (Node.IsNamed(text) || $"{Extra}\"".Contains($"\"{text}\"", StringComparison.Ordinal)))
        ? null : Behind;

    /// <summary>The object with the key noted that was closed.</summary>
    public ObjectFrame Noted(string text) => this with { IsPending = false, Extra = $"{Extra}\"{text}" };

    private bool CanAdd(int index) => Node.CanAdd(Seen, Count, index, Room);

    private void AddKeys(AutomatonState below, StepResult into)
    {
        for (var index = 0; index < Node.Properties.Count; index++)
        {
            if (CanAdd(index))
                into.Go(new LiteralFrame(Node.Properties[index].Key, 1), into.Push(this with { Phase = ObjectPhase.Colon, Current = index, Seen = Seen | (BigInteger.One << index), Count = Count + 1 }, below));
        }

        if (CanAdd(-1))
            into.Go(new KeyFrame(this with { Phase = ObjectPhase.Key }, StringPhase.Content, ""), below);
    }
}
