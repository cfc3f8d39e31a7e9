using System.Runtime.InteropServices;

namespace SynthTrain.Stages.Text;

/// <summary>Finds all sets whose Jaccard similarity to a set reaches a threshold: none is missed, whatever the order of adding.</summary>
/// <remarks>
/// Prefix filter (Chaudhuri, Ganti, Kaushik: A primitive operator for similarity joins, ICDE 2006; Xiao et al.: Efficient similarity joins
/// for near-duplicate detection, WWW 2008): two sets that are similar enough share one of their rarest |x| − ⌈t·|x|⌉ + 1 shingles, so only these
/// are indexed and looked up. MinHash with banding needs as much memory and misses pairs by chance, and on rows made from templates, which all resemble
/// each other somewhat, nearly every pair becomes its candidate; here common shingles are never looked up.
/// </remarks>
internal sealed class NearDuplicateIndex(double threshold, ShingleFrequencies frequencies)
{
    private readonly Dictionary<uint, int> _heads = [];
    private readonly List<(int Set, int Next)> _postings = [];
    private readonly List<uint[]> _sets = [];
    private readonly List<int> _seenBy = [];
    private readonly List<int> _candidates = [];
    private ulong[] _ranked = new ulong[256];
    private uint[]? _rankedSet;
    private Range _prefix;
    private int _query;

    /// <summary>Adds a set; its number is the count of those before it.</summary>
    public void Add(uint[] set)
    {
        foreach (var ranked in Prefix(set))
        {
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, (uint)ranked, out var exists);
            _postings.Add((_sets.Count, exists ? head : -1));
            head = _postings.Count - 1;
        }

        _sets.Add(set);
        _seenBy.Add(0);
    }

    /// <summary>Numbers, ascending, of the sets that may be similar enough; valid until the next call.</summary>
    public IReadOnlyList<int> Candidates(uint[] set)
    {
        _query++;
        _candidates.Clear();
        var seenBy = CollectionsMarshal.AsSpan(_seenBy);
        var shortest = (threshold * set.Length) - ShingleSet.Tolerance;
        var longest = (set.Length / threshold) + ShingleSet.Tolerance;
        foreach (var ranked in Prefix(set))
        {
            for (var at = _heads.GetValueOrDefault((uint)ranked, -1); at >= 0; at = _postings[at].Next)
            {
                var other = _postings[at].Set;
                if (seenBy[other] == _query)
                    continue;
                seenBy[other] = _query;
                if (_sets[other].Length >= shortest && _sets[other].Length <= longest)
                    _candidates.Add(other);
            }
        }

        _candidates.Sort();
        return _candidates;
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
    private ReadOnlySpan<ulong> Prefix(uint[] set)
    {
        // A set is usually looked up and then added.
        if (!ReferenceEquals(_rankedSet, set))
        {
            _prefix = Rank(set);
            _rankedSet = set;
        }

        return _ranked.AsSpan(_prefix);
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
