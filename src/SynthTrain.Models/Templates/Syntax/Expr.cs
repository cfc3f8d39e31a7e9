namespace SynthTrain.Models.Templates;

/// <summary>An expression of a template.</summary>
internal abstract class Expr(int line)
{
    public int Line { get; } = line;

    public abstract object? Eval(Scope scope);
}
