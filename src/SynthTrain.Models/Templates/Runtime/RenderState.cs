using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>One rendering: the variables, the date, what was written, and what it may cost.</summary>
internal sealed class RenderState
{
    /// <summary>CPython's default limit of 1000 frames, counted in macros: one call of a macro takes about five.</summary>
    private const int MaxDepth = 190;

    [ThreadStatic]
    private static RenderState? s_current;
    private readonly TemplateLimits _limits;
    private long _work;
    private int _depth;

    public RenderState(Dictionary<string, object?> variables, DateTime now, TemplateLimits limits) => (Variables, Now, _limits) = (variables, now, limits);

    /// <summary>What the caller passed, by name.</summary>
    public Dictionary<string, object?> Variables { get; }

    /// <summary>The pinned date.</summary>
    public DateTime Now { get; }

    /// <summary>What the template itself has yielded (not what macros and blocks gather).</summary>
    public StringBuilder Root { get; } = new(512);

    /// <summary>The spans of generation blocks, the inner before the outer.</summary>
    public List<GenerationSpan> Spans { get; } = [];

    /// <summary>The line that is being run.</summary>
    public int Line { get; set; }

    /// <summary>Charges the running template for a text or list of this length.</summary>
    public static void CheckLength(long length) => s_current?.Charge(length);

    /// <summary>Makes this the rendering of the thread; gives back what was before.</summary>
    public RenderState? Enter()
    {
        var before = s_current;
        s_current = this;
        return before;
    }

    public static void Leave(RenderState? before) => s_current = before;

    public void Step()
    {
        if (++_work > _limits.MaxWork)
            throw TooMuch();
    }

    private void Charge(long length)
    {
        if (length > _limits.MaxLength)
            throw Raise.Limit($"the template makes a text or list longer than {_limits.MaxLength}, the most that is allowed");
        _work += 1 + (length >> 6);
        if (_work > _limits.MaxWork)
            throw TooMuch();
    }

    public void Deeper()
    {
        if (++_depth > MaxDepth || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Recursion();
    }

    public void Higher() => _depth--;

    private TemplateError TooMuch() => Raise.Limit($"the template does more than {_limits.MaxWork} steps, the most that is allowed: it may be endless");
}
