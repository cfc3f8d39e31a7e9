namespace SynthTrain.Training.Generation.Json;

/// <summary>What a place of a document may hold.</summary>
internal abstract class GrammarNode
{
    /// <summary>Begins a value.</summary>
    /// <param name="below">What goes on after it.</param>
    /// <param name="into">Given every stack to begin with.</param>
    public abstract void Start(Frame? below, ICollection<Frame?> into);
}
