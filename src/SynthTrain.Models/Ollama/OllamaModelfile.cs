using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Ollama;

/// <summary>A Modelfile, written by the rules that ollama's own parser reads it with (https://github.com/ollama/ollama/blob/main/parser/parser.go).</summary>
public sealed record OllamaModelfile
{
    /// <summary>The GGUF file, relative to the Modelfile (<c>./model.gguf</c>), or a model's name.</summary>
    public required string From { get; init; }

    /// <summary>The Go template; none to leave the choice to Ollama.</summary>
    public string? Template { get; init; }

    /// <summary>The system message for conversations that have none; none by default.</summary>
    public string? System { get; init; }

    /// <summary>The license's text; none by default.</summary>
    public string? License { get; init; }

    /// <summary>Texts that end an answer.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>The context in tokens, mostly the length that the model was trained with; Ollama's default when null.</summary>
    public int? ContextLength { get; init; }

    /// <summary>0 for the same answer each time; Ollama's default when null.</summary>
    public double? Temperature { get; init; }

    /// <summary>Any other parameter, such as <c>top_p</c>, in this order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>The file's text.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.TemplateNotExportable"/> for a value that no Modelfile can hold.</exception>
    public string Write()
    {
        var to = new StringBuilder();
        to.Append("FROM ").Append(Line("FROM", From)).Append('\n');
        if (Template is not null)
            to.Append("TEMPLATE ").Append(Quoted("TEMPLATE", Template)).Append('\n');
        if (System is not null)
            to.Append("SYSTEM ").Append(Quoted("SYSTEM", System)).Append('\n');
        foreach (var (name, value) in All())
            to.Append("PARAMETER ").Append(name).Append(' ').Append(Quoted(name, value)).Append('\n');
        if (License is not null)
            to.Append("LICENSE ").Append(Quoted("LICENSE", License)).Append('\n');
        return to.ToString();
    }

    private IEnumerable<KeyValuePair<string, string>> All()
    {
        foreach (var stop in Stop)
            yield return new("stop", stop);
        if (ContextLength is { } context)
            yield return new("num_ctx", context.ToString(CultureInfo.InvariantCulture));
        if (Temperature is { } temperature)
            yield return new("temperature", temperature.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in Parameters)
            yield return new(name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : throw Bad("PARAMETER", name, "a name of letters, digits and underscores"), value);
    }

    private static string Line(string what, string value) => value.Length > 0 && !value.Any(char.IsWhiteSpace) && value[0] != '"' ? Checked(what, value) : Quoted(what, value);

    /// <summary>
    /// The parser knows no escapes: it takes what stands between three quotes, ends at the first three quotes that whitespace follows,
    /// and drops characters that Go does not call printable.
    /// </summary>
    private static string Quoted(string what, string value)
    {
        if (value.Contains("\"\"\"", StringComparison.Ordinal))
            throw Bad(what, value, "a text without three double quotes in a row");
        if (value.Length > 0 && !value.AsSpan().ContainsAny(" \n\t\"") && value.Trim() == value)
            return Checked(what, value) is var plain && char.IsAsciiLetterOrDigit(plain[0]) ? plain : $"\"{plain}\"";
        return $"\"\"\"{Checked(what, value)}\"\"\"";
    }

    private static string Checked(string what, string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is ' ' or '\n' or '\t')
                continue;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                throw Bad(what, value, $"no character U+{rune.Value:X4}, which Ollama's parser drops");
        }

        return value;
    }

    private static ModelException Bad(string what, string value, string allowed) => new(
        ModelFault.TemplateNotExportable, $"The Modelfile's {what} cannot be '{(value.Length > 80 ? value[..80] + "…" : value)}': it allows {allowed}. Change the text.");
}
