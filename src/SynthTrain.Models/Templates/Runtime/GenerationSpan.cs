namespace SynthTrain.Models.Templates;

/// <summary>What a generation block reported.</summary>
/// <param name="Start">UTF-16 units that the template itself had yielded before it.</param>
/// <param name="Length">UTF-16 units of the block.</param>
/// <param name="Points">Code points of the block.</param>
/// <param name="Exact">Whether the block was yielded there and then; false in macros and set blocks, where transformers' start misses what they have gathered.</param>
internal readonly record struct GenerationSpan(int Start, int Length, int Points, bool Exact);
