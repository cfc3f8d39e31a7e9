namespace SynthTrain.Models.Templates;

/// <summary>A Python iterator: can be walked once.</summary>
internal sealed class PyGenerator(IEnumerable<object?> source, string type = "generator")
{
    private readonly IEnumerator<object?> _walk = source.GetEnumerator();

    public string TypeName { get; } = type;

    /// <summary>What is left of it.</summary>
    public IEnumerable<object?> Rest()
    {
        while (Next())
            yield return _walk.Current;
    }

    /// <summary>A generator over a generator over a generator is as deep as there are of them.</summary>
    private bool Next() => System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack() ? _walk.MoveNext() : throw Raise.Recursion();
}
