namespace SynthTrain.Training.Generation;

/// <summary>Says which tokens may come next, as when an answer must be JSON of a schema.</summary>
public interface ITokenConstraint
{
    /// <summary>Sets to false what may not come next; never everything: a finished document allows the end tokens.</summary>
    /// <param name="allowed">One entry a token of the vocabulary, true at the call.</param>
    /// <param name="cancellation">Asked while tokens are looked through.</param>
    void Mask(Span<bool> allowed, CancellationToken cancellation = default);

    /// <summary>Takes the token that was chosen.</summary>
    void Accept(int token);
}
