namespace SynthTrain.Core.Jsonl;

/// <summary>One line's bytes without its line break; valid until the next line is read.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Number">1-based line number.</param>
/// <param name="Offset">Byte offset in the file.</param>
/// <param name="Terminated">Whether a line feed follows; false only for a torn or unterminated last line.</param>
public readonly record struct TextLine(ReadOnlyMemory<byte> Bytes, int Number, long Offset, bool Terminated);
