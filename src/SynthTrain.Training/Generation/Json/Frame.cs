namespace SynthTrain.Training.Generation.Json;

/// <summary>What is being written, and, below it, what goes on after it: the stack of a push-down automaton over bytes. Equal stacks are equal objects' values.</summary>
internal abstract record Frame
{
    /// <summary>What goes on when this is written; <see langword="null"/> = nothing.</summary>
    public abstract Frame? Below { get; init; }

    /// <summary>Whether this may end where it stands, as a number may: what follows is then the business of the frame below.</summary>
    public virtual bool CanEnd => false;

    /// <summary>Takes a byte.</summary>
    /// <param name="next">The byte.</param>
    /// <param name="into">Given every stack that it may lead to: <see langword="null"/> = the document is finished. Nothing where it leads nowhere.</param>
    public abstract void Step(byte next, ICollection<Frame?> into);
}
