using System.Collections.Concurrent;

namespace SynthTrain.Training.Generation.Json;

/// <summary>How many tokens surely finish what is begun: structure byte by byte, given texts in the fewest tokens. From any state some token leads to one that needs fewer, so who never passes what is left comes to the end.</summary>
/// <param name="tokens">The vocabulary.</param>
internal sealed class CompletionCosts(TokenTable tokens)
{
    /// <summary>What it costs where the vocabulary lacks a byte.</summary>
    public const int Never = 1 << 28;

    /// <summary>More properties or items than this are not added up.</summary>
    private const int MostParts = 100_000;

    private readonly ConcurrentDictionary<(GrammarNode Node, int Room), int> _nodes = new();
    private readonly ConcurrentDictionary<byte[], int[]> _texts = new();
    private readonly bool[] _has = [.. Enumerable.Range(0, 256).Select(value => tokens.Contains([(byte)value]))];
    private readonly Lazy<int[]> _phases = new(() => Phases([.. Enumerable.Range(0, 256).Where(value => tokens.Contains([(byte)value])).Select(value => (byte)value)]));

    /// <summary>One character of a string.</summary>
    public int Character => _phases.Value[^1];

    /// <summary>Whether a number can be written digit by digit.</summary>
    public bool HasDigits => "0123456789."u8.ToArray().All(digit => _has[digit]);

    /// <summary>Of characters of one byte, how many can be a key's.</summary>
    private int Letters => Enumerable.Range(0, 128).Count(value => _has[value] && value != '"' && StringFrame.Next(StringPhase.Content, (byte)value) == StringPhase.Content);

    /// <summary>A sum that stays at <see cref="Never"/>.</summary>
    public static int Sum(params ReadOnlySpan<long> parts)
    {
        var sum = 0L;
        foreach (var part in parts)
            sum += part;
        return (int)Math.Min(Never, sum);
    }

    /// <summary>The sum of the cheapest of several; so many must be there.</summary>
    public static int Cheapest(IEnumerable<int> costs, int count)
    {
        var taken = count > MostParts ? [] : costs.Order().Take(count).ToList();
        return taken.Count < count ? Never : Sum(taken.Sum(cost => (long)cost));
    }

    /// <summary>The end of the document.</summary>
    public int Of(AutomatonState state)
    {
        if (state.Least < 0)
            state.Least = state.IsComplete ? 0 : state.Tops.Select(top => Sum(top.Head.Least(this), Of(top.Below))).DefaultIfEmpty(0).Min();
        return state.Least;
    }

    /// <summary>A value, from its first byte.</summary>
    /// <param name="node">What it may be; <see langword="null"/> = nothing may be there.</param>
    /// <param name="room">Objects and lists that may stand inside one another in it.</param>
    public int Of(GrammarNode? node, int room) => node is null || node.Height > room ? Never
        : _nodes.GetOrAdd((node, room), place => place.Node.Starts(place.Room).Select(start => start.Least(this)).DefaultIfEmpty(Never).Min());

    /// <summary>A byte of the structure.</summary>
    public int Byte(char value) => _has[value] ? 1 : Never;

    /// <summary>The rest of a given text.</summary>
    public int Text(byte[] text, int at) => _texts.GetOrAdd(text, tokens.Fewest)[at];

    /// <summary>Bytes until the character that is begun is complete.</summary>
    public int ToCharacter(StringPhase phase) => _phases.Value[(int)phase];

    /// <summary>Characters of a key that is none of so many: of more keys than those, one is free.</summary>
    public int Key(int forbidden)
    {
        var (length, keys) = (0, 1L);
        for (var letters = Letters; keys <= forbidden; length++)
        {
            if (letters < 2)
                return Never;
            keys *= letters;
        }

        return length;
    }

    /// <summary>For each phase the bytes until it is <see cref="StringPhase.Content"/>, and last those of a character from there.</summary>
    private static int[] Phases(byte[] bytes)
    {
        var phases = Enum.GetValues<StringPhase>();
        var costs = phases.Select(phase => phase == StringPhase.Content ? 0 : Never).Append(Never).ToArray();
        // No character has more bytes than there are phases.
        for (var round = 0; round < phases.Length; round++)
        {
            foreach (var phase in phases)
            {
                foreach (var next in bytes.Where(value => value != '"' || phase == StringPhase.Escape))
                {
                    if (StringFrame.Next(phase, next) is { } after)
                        Lower(ref costs[phase == StringPhase.Content ? ^1 : (int)phase], Sum(1, costs[(int)after]));
                }
            }
        }

        return costs;
    }

    private static void Lower(ref int cost, int other) => cost = Math.Min(cost, other);
}
