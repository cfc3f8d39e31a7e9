namespace SynthTrain.Models.Tokenizers.Text;

/// <summary>One code point of a changed text: 0 replaces one of the old text, 1 is new, −n replaces one and drops the n after it.</summary>
/// <remarks>The alignment rule of <see href="https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/tokenizer/normalizer.rs"/>.</remarks>
internal readonly record struct Change(int CodePoint, int Kind);
