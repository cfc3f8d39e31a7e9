namespace SynthTrain.Models.Templates;

/// <summary>An expression of a template.</summary>
internal abstract class Expr(int line)
{
    public int Line { get; } = line;

    public abstract object? Eval(Scope scope);

    /// <summary>The value of a part, with an eye on the stack: a chain of a hundred thousand operators is as deep.</summary>
    protected static object? Part(Expr part, Scope scope) => System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack() ? part.Eval(scope) : throw Raise.Recursion();
}
