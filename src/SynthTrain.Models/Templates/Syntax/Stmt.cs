namespace SynthTrain.Models.Templates;

/// <summary>A statement of a template.</summary>
internal abstract class Stmt(int line)
{
    public int Line { get; } = line;

    public abstract Flow Run(Scope scope, Output output);

    /// <summary>Runs statements until one of them ends the round of a loop.</summary>
    public static Flow RunAll(Stmt[] body, Scope scope, Output output)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Recursion();
        foreach (var statement in body)
        {
            scope.State.Step();
            scope.State.Line = statement.Line;
            if (statement.Run(scope, output) is var flow && flow != Flow.Next)
                return flow;
        }

        return Flow.Next;
    }
}
