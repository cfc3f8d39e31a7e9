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

    /// <summary>Answers several prompts; answers are those of <see cref="Answer"/>, up to the rounding of sums.</summary>
    /// <param name="prompts">Their tokens.</param>
    /// <param name="options">How to draw; a seed counts for each answer by itself.</param>
    /// <param name="constraint">What may be said, by the prompt's place: one object for each answer.</param>
    /// <param name="cancellation">Asked before each token.</param>
    IReadOnlyList<GeneratedAnswer> AnswerAll(IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions options, Func<int, ITokenConstraint?>? constraint = null, CancellationToken cancellation = default) =>
        [.. prompts.Select((prompt, index) => Answer(prompt, options.Of(index), constraint?.Invoke(index), cancellation))];
}
