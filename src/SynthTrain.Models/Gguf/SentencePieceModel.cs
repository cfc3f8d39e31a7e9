using System.Buffers.Binary;
using System.Text;

namespace SynthTrain.Models.Gguf;

/// <summary>The pieces of a SentencePiece <c>tokenizer.model</c> [sentencepiece src/sentencepiece_model.proto: pieces are field 1; piece 1, score 2, type 3].</summary>
internal static class SentencePieceModel
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Text, score and kind of each piece, by id.</summary>
    public static List<(string Text, float Score, TokenKind Kind)> Read(string path) => Parse(File.ReadAllBytes(path), path);

    public static List<(string Text, float Score, TokenKind Kind)> Parse(ReadOnlySpan<byte> rest, string path)
    {
        var pieces = new List<(string, float, TokenKind)>();
        while (rest.Length > 0)
        {
            var field = Next(ref rest, path, out var bytes, out _);
            if (field == 1)
                pieces.Add(Piece(bytes, path));
        }

        return pieces.Count > 0 ? pieces : throw Damaged(path, "it has no pieces");
    }

    private static (string Text, float Score, TokenKind Kind) Piece(ReadOnlySpan<byte> rest, string path)
    {
        var (text, score, kind) = ("", 0f, TokenKind.Normal);
        while (rest.Length > 0)
        {
            var field = Next(ref rest, path, out var bytes, out var number);
            try
            {
                if (field == 1)
                    text = s_strict.GetString(bytes);
            }
            catch (DecoderFallbackException exception)
            {
                throw Damaged(path, "a piece is not UTF-8: " + exception.Message);
            }

            if (field == 2)
                score = bytes.Length == 4 ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : throw Damaged(path, "a score is not a float");
            if (field == 3)
                kind = number is >= 1 and <= 6 ? (TokenKind)number : throw Damaged(path, $"a piece is of type {number}; 1 to 6 are known");
        }

        return (text, score, kind);
    }

    /// <summary>Takes one field of a protobuf message: its number, its bytes, its value when it is a whole number.</summary>
    private static ulong Next(ref ReadOnlySpan<byte> rest, string path, out ReadOnlySpan<byte> bytes, out ulong number)
    {
        var tag = Varint(ref rest, path);
        number = 0;
        ulong length = 0;
        switch (tag & 7)
        {
            case 0: number = Varint(ref rest, path); break;
            case 1: length = 8; break;
            case 2: length = Varint(ref rest, path); break;
            case 5: length = 4; break;
            default: throw Damaged(path, $"it has a field of wire type {tag & 7}");
        }

        if (length > (ulong)rest.Length)
            throw Damaged(path, "it is cut off");
        bytes = rest[..(int)length];
        rest = rest[(int)length..];
        return tag >> 3;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest, string path)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (rest.Length == 0)
                throw Damaged(path, "it is cut off");
            var next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw Damaged(path, "a number in it is too long");
    }

    private static ModelException Damaged(string path, string what) => new(ModelFault.Damaged, $"'{path}' is not a sound SentencePiece model: {what}", path);
}
