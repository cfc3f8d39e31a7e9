using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Json;

/// <summary>The normalizers of a <c>tokenizer.json</c>: <see href="https://huggingface.co/docs/tokenizers/api/normalizers"/>.</summary>
internal static class NormalizerReader
{
    /// <summary>Adds the normalizers of a node, in order.</summary>
    /// <exception cref="ModelException">One is not known here.</exception>
    public static void Read(JsonNode node, List<Action<AlignedText>> steps)
    {
        switch (node.Type)
        {
            case "Sequence":
                foreach (var inner in node.Required("normalizers").Items)
                    Read(inner, steps);
                break;
            case "NFC": steps.Add(Steps.Nfc); break;
            case "NFD": steps.Add(text => text.Transform(NormalForms.Decompose(text.Text, compatible: false))); break;
            case "NFKC": steps.Add(text => text.Transform(NormalForms.Compose(text.Text, compatible: true))); break;
            case "NFKD": steps.Add(text => text.Transform(NormalForms.Decompose(text.Text, compatible: true))); break;
            case "Lowercase": steps.Add(Steps.Lowercase); break;
            case "StripAccents": steps.Add(text => Steps.Filter(text, codePoint => !UnicodeTable.IsAccent(codePoint))); break;
            case "Nmt": steps.Add(Steps.Nmt); break;
            case "ByteLevel": steps.Add(ByteLevelStep.Spell); break;
            case "Strip":
                var (left, right) = (node.Required("strip_left").Flag, node.Required("strip_right").Flag);
                steps.Add(text => Steps.Strip(text, left, right));
                break;
            case "Prepend":
                var prefix = node.Required("prepend").Text;
                steps.Add(text => text.Prepend(prefix));
                break;
            case "Replace":
                var (matcher, content) = (PatternReader.Read(node.Required("pattern")), node.Required("content").Text);
                steps.Add(text => Steps.Replace(text, matcher, content));
                break;
            default:
                throw node.Fault(
                    ModelFault.UnsupportedTokenizer,
                    $"the normalizer '{node.Type}' is not known here; known are NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents, Prepend, Replace, Nmt, ByteLevel and Sequence");
        }
    }

    private static class Steps
    {
        public static void Nfc(AlignedText text)
        {
            if (!NormalForms.IsSurelyComposed(text.Text))
                text.Transform(NormalForms.Compose(text.Text, compatible: false));
        }

        public static void Lowercase(AlignedText text)
        {
            var changes = new List<Change>(text.Length);
            foreach (var rune in text.Text.EnumerateRunes())
            {
                var lower = UnicodeTable.Lower(rune.Value) ?? [rune.Value];
                for (var i = 0; i < lower.Length; i++)
                    changes.Add(new(lower[i], i == 0 ? 0 : 1));
            }

            text.Transform(changes);
        }

        public static void Filter(AlignedText text, Func<int, bool> keep)
        {
            var changes = new List<Change>(text.Length);
            var (before, removed) = (0, 0);
            foreach (var rune in text.Text.EnumerateRunes())
            {
                if (!keep(rune.Value))
                {
                    removed++;
                    continue;
                }

                if (changes.Count == 0)
                    before = removed;
                else
                    changes[^1] = changes[^1] with { Kind = -removed };
                removed = 0;
                changes.Add(new(rune.Value, 0));
            }

            text.Transform(changes, before);
        }

        public static void Nmt(AlignedText text)
        {
            Filter(text, c => c is not ((>= 1 and <= 8) or 0xB or (>= 0xE and <= 0x1F) or 0x7F or 0x8F or 0x9F));
            var changes = new List<Change>(text.Length);
            foreach (var rune in text.Text.EnumerateRunes())
                changes.Add(new(rune.Value is 9 or 0xA or 0xC or 0xD or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD ? ' ' : rune.Value, 0));
            text.Transform(changes);
        }

        public static void Strip(AlignedText text, bool left, bool right)
        {
            var (from, to) = (0, text.Length);
            while (left && from < to && UnicodeTable.IsSpace(text.Text[from]))
                from++;
            while (right && to > from && UnicodeTable.IsSpace(text.Text[to - 1]))
                to--;
            if (from == 0 && to == text.Length)
                return;
            var changes = new List<Change>();
            foreach (var rune in text.Text[from..to].EnumerateRunes())
                changes.Add(new(rune.Value, 0));
            text.Transform(changes, from);
        }

        public static void Replace(AlignedText text, IMatcher matcher, string content)
        {
            var matches = new List<(int Start, int End)>();
            matcher.Find(text.Text, matches, text.Budget);
            if (matches.Count > 0)
                text.Replace(matches, content);
        }
    }
}
