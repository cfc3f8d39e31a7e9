using SynthTrain.Models.Tokenizers.Splitting;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>The short way with one scanner, which the compiler inlines.</summary>
internal sealed class WordEncoder<TScanner> : WordEncoder
    where TScanner : struct, IScanner
{
    public override void Encode(BpeModel model, ReadOnlySpan<char> text, int origin, TokenSink sink, bool cached)
    {
        var scratch = model.Rent();
        for (var at = 0; at < text.Length;)
        {
            var end = TScanner.Next(text, at);
            var word = text[at..end];
            var first = sink.Count;
            model.EncodeBytes(scratch, Transcode(word, scratch), sink, cached);
            if (sink.WithOffsets)
                Offsets(model, word, origin + at, sink, first);
            at = end;
        }

        model.Return(scratch);
    }
}
