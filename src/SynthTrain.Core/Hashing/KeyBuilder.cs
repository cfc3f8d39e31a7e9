using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Core.Hashing;

/// <summary>Gathers the parts of a key and hashes them; where one part ends and the next begins is part of the hash.</summary>
public sealed class KeyBuilder : IDisposable
{
    private readonly PooledBuffer _buffer = new();

    /// <summary>Starts a new key.</summary>
    public void Clear() => _buffer.Clear();

    /// <summary>Adds a text; null differs from the empty text.</summary>
    public void Add(string? text)
    {
        var length = text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length);
        var span = _buffer.GetSpan(length + 5);
        span[0] = text is null ? (byte)'n' : (byte)'t';
        var written = Encoding.UTF8.GetBytes(text, span[5..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], written);
        _buffer.Advance(written + 5);
    }

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var span = _buffer.GetSpan(bytes.Length + 5);
        span[0] = (byte)'b';
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], bytes.Length);
        bytes.CopyTo(span[5..]);
        _buffer.Advance(bytes.Length + 5);
    }

    /// <summary>Adds a number.</summary>
    public void Add(long number)
    {
        var span = _buffer.GetSpan(9);
        span[0] = (byte)'i';
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], number);
        _buffer.Advance(9);
    }

    /// <summary>Adds names with values, in their order.</summary>
    public void Add(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        Add(pairs.Count);
        foreach (var (name, value) in pairs)
        {
            Add(name);
            Add(value);
        }
    }

    /// <summary>Adds a JSON value by its canonical form.</summary>
    public void AddJson(JsonElement value)
    {
        _buffer.Write("j"u8);
        CanonicalJson.Write(value, _buffer);
        // No JSON text holds a zero byte, so it marks the end.
        _buffer.Write("\0"u8);
    }

    /// <summary>SHA-256 of the parts.</summary>
    public byte[] ToHash() => SHA256.HashData(_buffer.Written.Span);

    /// <summary>The first 128 bits of SHA-256 of the parts.</summary>
    public UInt128 ToKey()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_buffer.Written.Span, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
