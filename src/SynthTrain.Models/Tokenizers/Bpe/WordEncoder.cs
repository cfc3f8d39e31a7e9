using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>The short way from text to byte-level tokens, for texts that no normalizer changes.</summary>
internal abstract class WordEncoder
{
    /// <summary>Adds the tokens of a part of the text that has no added tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The part.</param>
    /// <param name="origin">Where it begins in the text.</param>
    /// <param name="sink">Where tokens go.</param>
    /// <param name="cached">Whether words are remembered.</param>
    public abstract void Encode(BpeModel model, ReadOnlySpan<char> text, int origin, TokenSink sink, bool cached);

    /// <summary>Puts a word's UTF-8 into a scratch.</summary>
    protected static int Transcode(ReadOnlySpan<char> word, Scratch scratch)
    {
        scratch.Reserve(word.Length <= Scratch.MostKept / 8 ? word.Length * 3 : System.Text.Encoding.UTF8.GetByteCount(word));
        var bytes = scratch.Word;
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (c >= 0x80)
                return i + System.Text.Encoding.UTF8.GetBytes(word[i..], bytes.AsSpan(i));
            bytes[i] = (byte)c;
        }

        return word.Length;
    }

    /// <summary>Writes the offsets of a word's tokens, given the bytes that each stands for.</summary>
    protected static void Offsets(BpeModel model, ReadOnlySpan<char> word, int origin, TokenSink sink, int first)
    {
        var starts = sink.Starts;
        var ends = sink.Ends;
        var ids = sink.Ids;
        var (at, width) = (0, 0);
        var (done, position) = (0, 0);
        for (var i = first; i < ids.Length; i++)
        {
            var end = position + model.Lengths[ids[i]];
            while (at < word.Length && done + CodePoints.Utf8Length(CodePoints.At(word, at, out width)) <= position)
            {
                done += CodePoints.Utf8Length(CodePoints.At(word, at, out width));
                at += width;
            }

            starts[i] = origin + at;
            var (last, lastDone) = (at, done);
            while (last < word.Length && lastDone < end)
            {
                lastDone += CodePoints.Utf8Length(CodePoints.At(word, last, out width));
                last += width;
            }

            ends[i] = origin + last;
            position = end;
        }
    }
}
