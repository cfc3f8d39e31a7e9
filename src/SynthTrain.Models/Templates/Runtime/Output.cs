using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Where a block writes to: the template's own text, or the text that a macro or set block gathers.</summary>
internal readonly struct Output(StringBuilder to, bool isRoot)
{
    public StringBuilder To { get; } = to;

    public bool IsRoot { get; } = isRoot;

    public static Output Gather() => new(new StringBuilder(), isRoot: false);

    public void Write(string text)
    {
        if (text.Length == 0)
            return;
        RenderState.CheckLength((long)To.Length + text.Length > int.MaxValue ? int.MaxValue : text.Length);
        if (To.Length > Limit)
            RenderState.CheckLength(To.Length);
        To.Append(text);
    }

    private const int Limit = 1 << 20;
}
