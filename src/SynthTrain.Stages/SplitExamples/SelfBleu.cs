namespace SynthTrain.Stages.SplitExamples;

/// <summary>How much the texts of a set are alike: the mean BLEU-4 of each against all others; 1 when they are all the same.</summary>
/// <remarks>
/// Self-BLEU of Zhu et al., Texygen (SIGIR 2018, section 4.1). BLEU as Papineni et al. (ACL 2002), by sentence, with method 1 of Chen and Cherry (WMT 2014) for runs that match nowhere: 0.1 in place of the count 0.
/// As NLTK's <c>sentence_bleu</c> with <c>SmoothingFunction().method1</c>: no match of one word is 0, a text shorter than the run counts one run of that length, and of two references as near in length the shorter counts.
/// </remarks>
internal static class SelfBleu
{
    private const int Longest = 4;
    private const double Epsilon = 0.1;

    /// <summary>The mean; 0 for fewer than two texts.</summary>
    /// <param name="texts">The words of each text.</param>
    public static double Of(IReadOnlyList<ulong[]> texts)
    {
        if (texts.Count < 2)
            return 0;
        var counts = texts.Select(Counts).ToArray();
        var most = new Dictionary<ulong, Most>();
        for (var text = 0; text < texts.Count; text++)
        {
            foreach (var (ngram, count) in counts[text].SelectMany(ofLength => ofLength))
                most[ngram] = most.GetValueOrDefault(ngram).With(text, count);
        }

        var sum = 0.0;
        for (var text = 0; text < texts.Count; text++)
            sum += Penalty(texts, text) * Precision(counts[text], text, most);
        return sum / texts.Count;
    }

    private static Dictionary<ulong, int>[] Counts(ulong[] words)
    {
        var counts = new Dictionary<ulong, int>[Longest];
        for (var n = 1; n <= Longest; n++)
        {
            var ofLength = counts[n - 1] = [];
            for (var at = 0; at + n <= words.Length; at++)
            {
                var ngram = Ngram.Of(words.AsSpan(at, n));
                ofLength[ngram] = ofLength.GetValueOrDefault(ngram) + 1;
            }
        }

        return counts;
    }

    private static double Precision(Dictionary<ulong, int>[] counts, int text, Dictionary<ulong, Most> most)
    {
        var logarithms = 0.0;
        for (var n = 0; n < Longest; n++)
        {
            var matched = counts[n].Sum(ngram => Math.Min(ngram.Value, most[ngram.Key].Without(text)));
            if (n == 0 && matched == 0)
                return 0;
            logarithms += Math.Log((matched == 0 ? Epsilon : matched) / Math.Max(1, counts[n].Values.Sum()));
        }

        return Math.Exp(logarithms / Longest);
    }

    private static double Penalty(IReadOnlyList<ulong[]> texts, int text)
    {
        var length = texts[text].Length;
        var nearest = texts.Where((_, other) => other != text).Select(other => other.Length).MinBy(other => (Math.Abs(other - length), other));
        return length > nearest ? 1 : length == 0 ? 0 : Math.Exp(1 - ((double)nearest / length));
    }

    // The largest count of a run in one text, that text, and the largest in any other.
    private readonly record struct Most(int Count, int Text, int Second)
    {
        public Most With(int text, int count) => count > Count ? new Most(count, text, Count) : this with { Second = Math.Max(Second, count) };

        public int Without(int text) => text == Text ? Second : Count;
    }
}
