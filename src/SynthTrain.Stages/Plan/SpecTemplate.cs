using SynthTrain.Core.Prompts;

namespace SynthTrain.Stages.Plan;

/// <summary>A way to ask for one payload type.</summary>
/// <param name="Id">Its id; part of the leakage group.</param>
/// <param name="PayloadType">Index of the payload type it asks for.</param>
/// <param name="Categories">Indices of the categories it serves.</param>
/// <param name="Prompt">The prompt with slots.</param>
/// <param name="Subject">A noun phrase with slots that names what is asked about.</param>
/// <param name="Line">Where the spec has it.</param>
internal sealed record SpecTemplate(
    string Id,
    int PayloadType,
    IReadOnlySet<int> Categories,
    PromptTemplate Prompt,
    PromptTemplate Subject,
    int Line)
{
    /// <summary>The slots of prompt and subject, each once.</summary>
    public IReadOnlyList<string> Slots { get; } = [.. Prompt.Slots.Union(Subject.Slots, StringComparer.Ordinal)];
}
