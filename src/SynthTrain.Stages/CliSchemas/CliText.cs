using System.Globalization;
using System.Text;
using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>Texts of a schema.</summary>
internal static class CliText
{
    /// <summary>A text that need not be there; one that is left open is empty.</summary>
    public static string Optional(YamlMap map, string key) => map.IsNull(key) ? "" : map.Text(key, "");

    /// <summary>A name as people type it on a command line; empty when a fault was noted for it.</summary>
    public static string Name(YamlMap map, string key)
    {
        if (map.IsNull(key))
        {
            map.Fault(key, $"'{map.Named(key)}' is empty; give it a name.");
            return "";
        }

        var name = map.Text(key);
        if (!map.IsText(key))
            return "";
        if (name.Length == 0)
            map.Fault(key, $"'{map.Named(key)}' is empty; give it a name.");
        else if (Flaw(name, allowsSpaces: false) is { } flaw)
            map.Fault(key, $"'{map.Named(key)}' is '{Shown(name)}', which {flaw}; a name is what is typed on a command line.");
        else
            return name;
        return "";
    }

    /// <summary>What a text holds that nobody types, or null.</summary>
    public static string? Flaw(string text, bool allowsSpaces)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return $"has the character U+{rune.Value:X4}, which cannot be seen";
            if (!allowsSpaces && Rune.IsWhiteSpace(rune))
                return "has a space";
        }

        return char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) ? "begins or ends with a space" : null;
    }

    /// <summary>A text on one line, so that a message stays one.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= 80)
                return shown.Append('…').ToString();
            if (Rune.IsControl(rune))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else
                shown.Append(rune);
        }

        return shown.ToString();
    }
}
