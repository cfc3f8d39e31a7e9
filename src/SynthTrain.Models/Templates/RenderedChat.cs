namespace SynthTrain.Models.Templates;

/// <summary>A rendered conversation.</summary>
/// <param name="Text">The text.</param>
/// <param name="AssistantSpans">
/// Of <see cref="ChatTemplate.RenderForTraining"/>: what the assistant wrote, its end-of-turn token included, in order.
/// Of <see cref="ChatTemplate.Render"/>: what the template's own <c>generation</c> blocks report, as transformers does (the inner of nested ones first).
/// </param>
public sealed record RenderedChat(string Text, IReadOnlyList<TextSpan> AssistantSpans)
{
    /// <summary>What the generation blocks reported, for those in macros too.</summary>
    internal IReadOnlyList<GenerationSpan> Blocks { get; init; } = [];
}
