namespace SynthTrain.Training.Generation;

/// <summary>Answers prompts with a loaded model.</summary>
public interface IGenerator
{
    /// <summary>Answers one prompt.</summary>
    /// <param name="prompt">Its tokens.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="constraint">What may be said; <see langword="null"/> = anything.</param>
    /// <param name="cancellation">Asked before each token.</param>
    GeneratedAnswer Answer(IReadOnlyList<int> prompt, GenerationOptions options, ITokenConstraint? constraint = null, CancellationToken cancellation = default);
}
