using SynthTrain.Core.Hashing;

namespace SynthTrain.Loopback.Answers;

/// <summary>Words in an order of their own.</summary>
internal sealed class WordSource(IReadOnlyList<string> words, SeededRandom random)
{
    /// <summary>A sentence of so many words.</summary>
    public string Sentence(int min, int max)
    {
        var picked = new string[min + random.Below(max - min + 1)];
        for (var i = 0; i < picked.Length; i++)
            picked[i] = random.Pick(words);
        var text = string.Join(' ', picked);
        return string.Concat(char.ToUpperInvariant(text[0]).ToString(), text.AsSpan(1), ".");
    }

    /// <summary>A text whose length lies between two bounds.</summary>
    public string Text(int min, int max)
    {
        var text = Sentence(6, 14);
        while (text.Length < min)
            text += " " + Sentence(4, 8);
        return text.Length <= max ? text : text[..max];
    }
}
