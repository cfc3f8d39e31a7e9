namespace SynthTrain.Training.Generation;

/// <summary>Says which tokens may come next, as when an answer must be JSON of a schema.</summary>
public interface ITokenConstraint
{
    /// <summary>Tokens that surely suffice for a whole answer; 0 = nothing is known.</summary>
    int Least { get; }

    /// <summary>Whether the answer may end here.</summary>
    bool IsComplete { get; }

    /// <summary>Sets to false what may not come next; never everything: a finished document allows the end tokens.</summary>
    /// <param name="allowed">One entry a token of the vocabulary, true at the call.</param>
    /// <param name="left">How many tokens may still come, the next one counted: with <see cref="Least"/> of them at the start, the answer comes to its end.</param>
    /// <param name="cancellation">Asked while tokens are looked through.</param>
    void Mask(Span<bool> allowed, int left = int.MaxValue, CancellationToken cancellation = default);

    /// <summary>Takes the token that was chosen.</summary>
    void Accept(int token);
}
