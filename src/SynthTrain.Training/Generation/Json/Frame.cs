namespace SynthTrain.Training.Generation.Json;

/// <summary>What is being written: a cell of the stacks of a push-down automaton over bytes. What goes on after it stands beside it, so that stacks that differ below only are one.</summary>
internal abstract record Frame
{
    /// <summary>Whether this may end where it stands, as a number may: what follows is then the business of what stands below.</summary>
    public virtual bool CanEnd => false;

    /// <summary>Takes a byte.</summary>
    /// <param name="next">The byte.</param>
    /// <param name="below">What goes on when this is written.</param>
    /// <param name="into">Given everything that it may lead to; nothing where it leads nowhere.</param>
    public abstract void Step(byte next, AutomatonState below, StepResult into);

    /// <summary>Tokens that surely finish this, what stands below not counted.</summary>
    public abstract int Least(CompletionCosts costs);
}
