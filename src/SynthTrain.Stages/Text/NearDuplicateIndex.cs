using System.Runtime.InteropServices;

namespace SynthTrain.Stages.Text;

/// <summary>Finds all sets whose Jaccard similarity to a set reaches a threshold: none is missed, whatever the order of adding.</summary>
/// <remarks>
/// Prefix filter (Chaudhuri, Ganti, Kaushik: A primitive operator for similarity joins, ICDE 2006; Xiao et al.: Efficient similarity joins
/// for near-duplicate detection, WWW 2008): two sets that are similar enough share one of their rarest |x| − ⌈t·|x|⌉ + 1 shingles, so only these
/// are indexed and looked up, and a pair is dropped as soon as the shingles that both have left cannot make it similar enough.
/// MinHash with banding needs as much memory and misses pairs by chance, and on rows made from templates, which all resemble
/// each other somewhat, nearly every pair becomes its candidate; here common shingles are seldom looked up.
/// </remarks>
internal sealed class NearDuplicateIndex(double threshold, ShingleFrequencies frequencies)
{
    private const int Dropped = -1;

    private readonly Dictionary<uint, int> _heads = [];
    private readonly List<(int Set, int Position, int Next)> _postings = [];
    private readonly List<uint[]> _sets = [];
    private readonly List<(int Query, int Shared)> _seen = [];
    private readonly List<int> _candidates = [];
    private ulong[] _ranked = new ulong[256];
    private uint[]? _rankedSet;
    private Range _prefix;
    private int _query;

    /// <summary>Adds a set; its number is the count of those before it.</summary>
    public void Add(uint[] set)
    {
        var prefix = Prefix(set);
        for (var position = prefix.Start.Value; position < prefix.End.Value; position++)
        {
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, (uint)_ranked[position], out var exists);
            _postings.Add((_sets.Count, position, exists ? head : -1));
            head = _postings.Count - 1;
        }

        _sets.Add(set);
        _seen.Add(default);
    }

    /// <summary>Numbers, ascending, of the sets that may be similar enough; valid until the next call.</summary>
    public IReadOnlyList<int> Candidates(uint[] set)
    {
        _query++;
        _candidates.Clear();
        var postings = CollectionsMarshal.AsSpan(_postings);
        var prefix = Prefix(set);
        for (var position = prefix.Start.Value; position < prefix.End.Value; position++)
        {
            for (var at = _heads.GetValueOrDefault((uint)_ranked[position], -1); at >= 0; at = postings[at].Next)
                Meet(set.Length, position, postings[at].Set, postings[at].Position);
        }

        _candidates.RemoveAll(candidate => _seen[candidate].Shared == Dropped);
        _candidates.Sort();
        return _candidates;
    }

    // Both sets are in one order: what they share beyond this shingle lies behind it in both.
    private void Meet(int length, int position, int other, int otherPosition)
    {
        ref var seen = ref CollectionsMarshal.AsSpan(_seen)[other];
        var first = seen.Query != _query;
        if (first)
            seen = (_query, 0);
        else if (seen.Shared == Dropped)
            return;
        var otherLength = _sets[other].Length;
        var possible = seen.Shared + Math.Min(length - position, otherLength - otherPosition);
        if (possible < ShingleSet.Needed(length, otherLength, threshold))
        {
            seen.Shared = Dropped;
            return;
        }

        seen.Shared++;
        if (first)
            _candidates.Add(other);
    }

    /// <summary>The similarity to an added set when it reaches the threshold, else null.</summary>
    public double? Similarity(uint[] set, int other) => ShingleSet.JaccardAtLeast(set, _sets[other], threshold);

    /// <summary>The first added set that is similar enough, and how similar; null when there is none.</summary>
    public (int Number, double Similarity)? First(uint[] set)
    {
        foreach (var candidate in Candidates(set))
        {
            if (Similarity(set, candidate) is { } similarity)
                return (candidate, similarity);
        }

        return null;
    }

    // Rarest first, ties by hash: any total order is right, this one makes the lists short. A shingle that no other set has is left out.
    private Range Prefix(uint[] set)
    {
        // A set is usually looked up and then added.
        if (!ReferenceEquals(_rankedSet, set))
        {
            _prefix = Rank(set);
            _rankedSet = set;
        }

        return _prefix;
    }

    private Range Rank(uint[] set)
    {
        if (_ranked.Length < set.Length)
            _ranked = new ulong[set.Length * 2];
        for (var i = 0; i < set.Length; i++)
            _ranked[i] = ((ulong)frequencies.Of(set[i]) << 32) | set[i];
        _ranked.AsSpan(0, set.Length).Sort();
        var end = set.Length == 0 ? 0 : set.Length - (int)Math.Ceiling((threshold * set.Length) - ShingleSet.Tolerance) + 1;
        var start = 0;
        while (start < end && _ranked[start] >> 32 <= 1)
            start++;
        return start..end;
    }
}
