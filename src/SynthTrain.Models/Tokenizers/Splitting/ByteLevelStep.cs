using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Splitting;

/// <summary>Byte level: a space before the text, GPT-2's pattern, and the bytes spelled as characters.</summary>
/// <param name="prefix">Whether a space is put before a text that has none.</param>
/// <param name="usesPattern">Whether GPT-2's pattern splits it.</param>
/// <param name="spells">Whether bytes become characters here; <see langword="false"/> when the model reads the bytes itself.</param>
internal sealed class ByteLevelStep(bool prefix, bool usesPattern, bool spells) : ISplitStep
{
    private static readonly DelimiterStep s_pattern = new(new ScannerMatcher<Gpt2Scanner>(), SplitBehavior.Isolated, invert: false);

    public bool Prefix => prefix;

    public bool UsesPattern => usesPattern;

    /// <summary>The same step, when the model reads the bytes itself.</summary>
    public ByteLevelStep WithoutSpelling() => new(prefix, usesPattern, spells: false);

    public void Split(AlignedText piece, List<AlignedText> parts)
    {
        if (prefix && !piece.Text.StartsWith(' '))
            piece.Prepend(" ");
        var first = parts.Count;
        if (usesPattern)
            s_pattern.Split(piece, parts);
        else
            parts.Add(piece);
        for (var i = first; spells && i < parts.Count; i++)
            Spell(parts[i]);
    }

    /// <summary>Writes each byte as its character.</summary>
    public static void Spell(AlignedText piece)
    {
        var changes = new List<Change>(piece.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in piece.Text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(utf8);
            for (var i = 0; i < length; i++)
                changes.Add(new(ByteAlphabet.Characters[utf8[i]], i == 0 ? 0 : 1));
        }

        piece.Transform(changes);
    }
}
