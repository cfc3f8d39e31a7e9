namespace SynthTrain.Models.Templates;

/// <summary>Text that <c>safe</c> or <c>escape</c> marked as HTML: what is added to it is escaped (MarkupSafe 3).</summary>
/// <param name="Text">The text.</param>
internal sealed record Markup(string Text)
{
    /// <summary>A value as HTML: Markup stays, all else is escaped.</summary>
    public static Markup Escape(object? value) => value as Markup ?? new Markup(EscapeText(Py.Str(value)));

    /// <summary>Escapes the five characters.</summary>
    public static string EscapeText(string text) => text.AsSpan().IndexOfAny("&<>'\"") < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
