using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>A model in this process.</summary>
/// <param name="name">What reports call it.</param>
/// <param name="prompts">The rows' tokens by their ids.</param>
/// <param name="generator">Makes what answers one row: generators serve one thread, and weights any number.</param>
/// <param name="options">How answers are drawn.</param>
/// <param name="constraint">Makes what one answer is held to; <see langword="null"/> = anything may be said.</param>
public sealed class ModelAnswerer(string name, IReadOnlyDictionary<string, int[]> prompts, Func<IGenerator> generator, GenerationOptions options, Func<ITokenConstraint>? constraint = null) : IAnswerer
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task<Answer> AnswerAsync(EvaluationRow row, CancellationToken cancellation)
    {
        var said = generator().Answer(prompts[row.Id], options, constraint?.Invoke(), cancellation);
        return Task.FromResult(new Answer(said.Text, said.Finish, said.FirstToken, said.Duration));
    }
}
