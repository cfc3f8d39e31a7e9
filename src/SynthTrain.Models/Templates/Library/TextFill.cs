using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Filling texts up to a width.</summary>
internal static class TextFill
{
    public static string Pad(Bound a, bool left, bool right)
    {
        var fill = a.Has(2) ? a.Text(2, "center()") : " ";
        if (Text.Length(fill) != 1)
            throw Raise.Type("The fill character must be exactly one character long");
        return Pad(TextMethods.Self(a), a.Int(1), fill, left, right);
    }

    public static string Pad(string text, int width, string fill, bool left, bool right)
    {
        var missing = width - Text.Length(text);
        if (missing <= 0)
            return text;
        RenderState.CheckLength(width);
        var before = left && right ? (missing / 2) + (missing & width & 1) : left ? missing : 0;
        return Text.Repeat(fill, before) + text + (right ? Text.Repeat(fill, missing - before) : string.Empty);
    }

    public static string Zeros(string text, int width)
    {
        var signed = text.StartsWith('-') || text.StartsWith('+');
        var missing = width - Text.Length(text);
        if (missing <= 0)
            return text;
        RenderState.CheckLength(width);
        return signed ? text[0] + new string('0', missing) + text[1..] : new string('0', missing) + text;
    }

    public static string Tabs(string text, int size)
    {
        var to = new StringBuilder();
        var column = 0;
        foreach (var point in Text.Points(text))
        {
            if (point == "\t")
            {
                var spaces = size <= 0 ? 0 : size - (column % size);
                RenderState.CheckLength(to.Length + (long)spaces);
                to.Append(' ', spaces);
                column += spaces;
                continue;
            }

            to.Append(point);
            column = point is "\n" or "\r" ? 0 : column + 1;
        }

        return to.ToString();
    }
}
