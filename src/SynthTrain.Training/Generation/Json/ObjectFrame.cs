using System.Numerics;

namespace SynthTrain.Training.Generation.Json;

/// <summary>An object: keys that are not there yet, a colon, a value; behind colons and commas one space may stand.</summary>
internal sealed record ObjectFrame(ObjectNode Node, ObjectPhase Phase, Frame? Below) : Frame
{
    /// <summary>Named properties that are there, a bit each.</summary>
    public BigInteger Seen { get; init; }

    /// <summary>Other keys that are there, each behind a quote.</summary>
    public string Extra { get; init; } = "";

    /// <summary>How many properties there are.</summary>
    public int Count { get; init; }

    /// <summary>The property whose key was written; −1 = one that the schema does not name.</summary>
    public int Current { get; init; }

    public override void Step(byte next, ICollection<Frame?> into)
    {
        switch (Phase, (char)next)
        {
            case (ObjectPhase.Open, '{'):
                into.Add(this with { Phase = ObjectPhase.First });
                break;
            case (ObjectPhase.First or ObjectPhase.After, '}') when Node.IsEnough(Seen, Count):
                into.Add(Below);
                break;
            case (ObjectPhase.After, ',') when CanAddAny():
                into.Add(this with { Phase = ObjectPhase.Key });
                break;
            case (ObjectPhase.Key, ' '):
                into.Add(this with { Phase = ObjectPhase.KeyOnly });
                break;
            case (ObjectPhase.First or ObjectPhase.Key or ObjectPhase.KeyOnly, '"'):
                AddKeys(into);
                break;
            case (ObjectPhase.Colon, ':'):
                into.Add(new SpaceFrame(Current < 0 ? Node.Others! : Node.Properties[Current].Value, this with { Phase = ObjectPhase.After, Current = 0 }));
                break;
        }
    }

    /// <summary>The object behind a key that the schema does not name; <see langword="null"/> where it may not be this one.</summary>
    public ObjectFrame? With(string key) => Node.IsNamed(key) || $"{Extra}\"".Contains($"\"{key}\"", StringComparison.Ordinal)
        ? null : this with { Phase = ObjectPhase.Colon, Current = -1, Extra = $"{Extra}\"{key}", Count = Count + 1 };

    private bool CanAddAny() => Node.CanAdd(Seen, Count, -1) || Enumerable.Range(0, Node.Properties.Count).Any(index => Node.CanAdd(Seen, Count, index));

    private void AddKeys(ICollection<Frame?> into)
    {
        for (var index = 0; index < Node.Properties.Count; index++)
        {
            if (Node.CanAdd(Seen, Count, index))
                into.Add(new LiteralFrame(Node.Properties[index].Key, 1, this with { Phase = ObjectPhase.Colon, Current = index, Seen = Seen | (BigInteger.One << index), Count = Count + 1 }));
        }

        if (Node.CanAdd(Seen, Count, -1))
            into.Add(new KeyFrame(this, KeyFrame.Start, ""));
    }
}
