using System.Diagnostics;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Generation;

/// <summary>Answers with a model of this process. One answer at a time: an object serves one thread. (TorchSharp has a <c>Generator</c> of its own.)</summary>
/// <param name="model">The model; stays the caller's.</param>
/// <param name="placement">Where its weights lie; default the processor.</param>
public sealed class TextGenerator(LoadedModel model, Placement? placement = null) : IGenerator
{
    private readonly Device _device = (placement ?? Placement.Default).Device;

    /// <summary>How many prompts go through the model at once in <see cref="AnswerAll"/>; default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <inheritdoc/>
    /// <exception cref="SynthException"><see cref="Codes.TooLong"/>: no room is left after the prompt. <see cref="Codes.UnsupportedConstraint"/>: no token of the model can go on.</exception>
    /// <remarks>An answer that reaches the model's last position ends with <see cref="AnswerEnd.Length"/>.</remarks>
    public GeneratedAnswer Answer(IReadOnlyList<int> prompt, GenerationOptions options, ITokenConstraint? constraint = null, CancellationToken cancellation = default)
    {
        var started = Stopwatch.GetTimestamp();
        using var evaluation = new EvaluationMode(model.Decoder);
        using var none = no_grad();
        using var cache = new KeyValueCache(model.Config, PromptRoom.Of(model, prompt, options, out var most));
        var answer = new AnswerState(model, prompt, options, constraint);
        var firstToken = TimeSpan.Zero;
        while (answer.Finish is null && answer.Count < most)
        {
            cancellation.ThrowIfCancellationRequested();
            Read(answer.Count == 0 ? prompt : [answer.Last], cache, answer.Scores);
            answer.Choose(cancellation);
            if (firstToken == TimeSpan.Zero)
                firstToken = Stopwatch.GetElapsedTime(started);
        }

        return answer.Done() with { FirstToken = firstToken, Duration = Stopwatch.GetElapsedTime(started) };
    }

    /// <inheritdoc/>
    /// <remarks>Prompts of similar length go together, fewer than <see cref="BatchSize"/> where they are long; times count from the start of their group. Pieces of different answers come mixed, so <see cref="GenerationOptions.Received"/> must not be set.</remarks>
    public IReadOnlyList<GeneratedAnswer> AnswerAll(IReadOnlyList<IReadOnlyList<int>> prompts, GenerationOptions options, Func<int, ITokenConstraint?>? constraint = null, CancellationToken cancellation = default)
    {
        if (options.Received is not null)
            throw new ArgumentException("several answers at once cannot be given piece by piece", nameof(options));
        using var evaluation = new EvaluationMode(model.Decoder);
        using var none = no_grad();
        var answers = new GeneratedAnswer[prompts.Count];
        foreach (var group in BatchGroups.Of([.. prompts.Select(prompt => prompt.Count)], BatchSize))
        {
            if (group.Count == 1)
            {
                answers[group[0]] = Answer(prompts[group[0]], options.Of(group[0]), constraint?.Invoke(group[0]), cancellation);
                continue;
            }

            var room = 0L;
            var rows = new List<BatchRow>();
            foreach (var index in group)
            {
                room = Math.Max(room, PromptRoom.Of(model, prompts[index], options, out var most));
                rows.Add(new(index, prompts[index], new(model, prompts[index], options.Of(index), constraint?.Invoke(index)), most));
            }

            using var cache = new KeyValueCache(model.Config, room);
            new BatchAnswer(model, _device).Run(rows, cache, cancellation);
            rows.ForEach(row => answers[row.Index] = row.Answer);
        }

        return answers;
    }

    /// <summary>Reads tokens behind those in the cache; the last one's scores come back.</summary>
    private void Read(IReadOnlyList<int> tokens, KeyValueCache cache, float[] scores)
    {
        using var scope = NewDisposeScope();
        var ids = tensor(tokens.Select(token => (long)token).ToArray(), [1, tokens.Count], device: _device);
        var layout = cache.Length == 0 ? null : new SequenceLayout(arange(cache.Length, cache.Length + tokens.Count, ScalarType.Int64, _device), null);
        var hidden = model.Decoder.Hidden(ids, layout, cache);
        model.Decoder.Logits(hidden.narrow(1, tokens.Count - 1, 1)).cpu().data<float>().CopyTo(scores);
    }
}
