using System.Buffers.Binary;
using System.Text;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.SentencePieces;

/// <summary>A <c>tokenizer.model</c>, a protobuf message: <see href="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto"/>.</summary>
internal static class PieceReader
{
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads the model.</summary>
    /// <exception cref="ModelException">It is damaged, or of another type than byte-pair.</exception>
    public static PieceParts Read(byte[] content, string? file)
    {
        var pieces = new List<Piece>();
        var trainer = new Trainer();
        var normalizer = new Normalization();
        var message = new Message(content, file);
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: pieces.Add(ReadPiece(message.Inner())); break;
                case 2: trainer.Read(message.Inner()); break;
                case 3: normalizer.Read(message.Inner()); break;
            }
        }

        if (pieces.Count == 0)
            throw new ModelException(ModelFault.Damaged, "the file has no pieces; a SentencePiece model has at least the unknown piece", file);
        if (trainer.Type != 2)
            throw new ModelException(ModelFault.UnsupportedTokenizer, $"the SentencePiece model is of type '{TypeName(trainer.Type)}'; known here is bpe. Use the model's tokenizer.json if that is of type BPE", file);
        if (normalizer.HasTable)
            throw new ModelException(ModelFault.UnsupportedTokenizer, $"the SentencePiece model normalizes by the table '{normalizer.Name}'; known here is identity. Use the model's tokenizer.json", file);
        return new(pieces)
        {
            AddsPrefix = normalizer.AddsPrefix,
            RemovesExtraSpaces = normalizer.RemovesExtraSpaces,
            Bos = trainer.Bos < pieces.Count ? trainer.Bos : -1,
            Eos = trainer.Eos < pieces.Count ? trainer.Eos : -1,
            UnknownSurface = trainer.UnknownSurface,
            File = file,
        };
    }

    private static string TypeName(int type) => type switch { 1 => "unigram", 3 => "word", 4 => "char", _ => type.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private static Piece ReadPiece(Message message)
    {
        var piece = new Piece("", 0, PieceKind.Normal);
        while (message.Next())
        {
            piece = message.Field switch
            {
                1 => piece with { Text = message.Text() },
                2 => piece with { Score = message.Single() is var score && !float.IsNaN(score) ? score : throw message.Damaged("a piece's score is not a number") },
                3 when message.Number() is >= 1 and <= 6 and var kind => piece with { Kind = (PieceKind)kind },
                3 => throw message.Damaged($"a piece is of the kind '{message.Number()}'; known are 1 to 6"),
                _ => piece,
            };
        }

        return piece;
    }

    private sealed class Trainer
    {
        public int Type { get; private set; } = 1;

        public int Bos { get; private set; } = 1;

        public int Eos { get; private set; } = 2;

        public string UnknownSurface { get; private set; } = " \u2047 ";

        public void Read(Message message)
        {
            while (message.Next())
            {
                switch (message.Field)
                {
                    case 3: Type = message.Number(); break;
                    case 24 when message.Number() != 0: throw message.Unsupported("the SentencePiece model has spaces at the ends of words (treat_whitespace_as_suffix is true); known here is false. Use the model's tokenizer.json");
                    case 41: Bos = message.Number(); break;
                    case 42: Eos = message.Number(); break;
                    case 44: UnknownSurface = message.Text(); break;
                }
            }
        }
    }

    private sealed class Normalization
    {
        public string Name { get; private set; } = "";

        public bool HasTable { get; private set; }

        public bool AddsPrefix { get; private set; } = true;

        public bool RemovesExtraSpaces { get; private set; } = true;

        public void Read(Message message)
        {
            while (message.Next())
            {
                switch (message.Field)
                {
                    case 1: Name = message.Text(); break;
                    case 2: HasTable = message.Length > 0; break;
                    case 3: AddsPrefix = message.Number() != 0; break;
                    case 4: RemovesExtraSpaces = message.Number() != 0; break;
                    case 5 when message.Number() == 0: throw message.Unsupported("the SentencePiece model keeps spaces as they are (escape_whitespaces is false); known here is true");
                }
            }
        }
    }

    /// <summary>Walks the fields of a message; every length is checked against what is left.</summary>
    private ref struct Message(ReadOnlySpan<byte> bytes, string? file)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private ReadOnlySpan<byte> _value;
        private ulong _number;
        private int _at, _wire;

        public int Field { get; private set; }

        public readonly int Length => _value.Length;

        public bool Next()
        {
            if (_at == _bytes.Length)
                return false;
            var key = Varint();
            if (key >> 3 is 0 or > 536870911)
                throw Damaged($"a field has the number '{key >> 3}'");
            (Field, _wire) = ((int)(key >> 3), (int)(key & 7));
            _number = _wire == 0 ? Varint() : 0;
            var length = _wire switch { 0 => 0UL, 1 => 8UL, 2 => Varint(), 5 => 4UL, _ => throw Damaged($"a field is of the wire type '{_wire}'") };
            if (length > (ulong)(_bytes.Length - _at))
                throw Damaged($"a field claims '{length}' bytes where {_bytes.Length - _at} are left");
            _value = _bytes.Slice(_at, (int)length);
            _at += (int)length;
            return true;
        }

        public readonly Message Inner() => _wire == 2 ? new(_value, file) : throw Damaged("a number stands where a message must stand");

        public readonly int Number() => _wire == 0 ? (int)_number : throw Damaged("bytes stand where a number must stand");

        public readonly float Single() => _wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(_value) : throw Damaged("no 32-bit number stands where a score must stand");

        public readonly string Text()
        {
            try
            {
                var text = _wire == 2 ? s_utf8.GetString(_value) : throw Damaged("a number stands where a text must stand");
                return CodePoints.LoneSurrogate(text) < 0 ? text : throw Damaged("a text is not valid UTF-8");
            }
            catch (DecoderFallbackException fault)
            {
                throw new ModelException(ModelFault.Damaged, "a text of the SentencePiece model is not valid UTF-8", file, inner: fault);
            }
        }

        public readonly ModelException Damaged(string what) => new(ModelFault.Damaged, $"the SentencePiece model is damaged near byte {_at}: {what}", file);

        public readonly ModelException Unsupported(string what) => new(ModelFault.UnsupportedTokenizer, what, file);

        private ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                if (_at == _bytes.Length)
                    throw Damaged("it ends inside a number");
                var b = _bytes[_at++];
                value |= (ulong)(b & 127) << shift;
                if (b < 128)
                    return value;
            }

            throw Damaged("a number has more than ten bytes");
        }
    }
}
