using System.Text.Json;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>A row of examples, read and judged.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Line">1-based line in the file.</param>
/// <param name="Json">The whole row.</param>
internal sealed record ReadExample(string Id, int Line, JsonElement Json)
{
    /// <summary>Whether it is for preference pairs.</summary>
    public bool IsPreference { get; init; }

    /// <summary>What is asked; empty when the row is rejected for it.</summary>
    public string Input { get; init; } = "";

    /// <summary>The answer as training sees it; null for a rejected row.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>What the teacher says of how it is said; null when it says nothing.</summary>
    public string? Phrasing { get; init; }

    /// <summary>Earlier turns, oldest first, answers as training sees them.</summary>
    public IReadOnlyList<ExampleTurn> Context { get; init; } = [];

    /// <summary>Why the rules reject it; null when they do not.</summary>
    public string? Reason { get; init; }

    /// <summary>What exactly is wrong.</summary>
    public string Detail { get; init; } = "";
}
