namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>What the lexicon says of one thing, from the most specific entry to the most general: a facet is taken from the first entry that has it.</summary>
internal sealed record LexiconEntry(IReadOnlyList<IReadOnlyDictionary<string, string[]>> Layers)
{
    /// <summary>The lines of a facet; none when no layer has it.</summary>
    public string[] this[string facet] => Layers.FirstOrDefault(layer => layer.ContainsKey(facet))?[facet] ?? [];

    /// <summary>The first line of a facet.</summary>
    public string? One(string facet) => this[facet] is [var first, ..] ? first : null;
}
