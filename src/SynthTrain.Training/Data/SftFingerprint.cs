using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Data;

/// <summary>SHA-256 of all that the losses of supervised fine-tuning depend on besides weights: tokens, masks, and the options that order, cut and pack them.</summary>
internal static class SftFingerprint
{
    public static string Of(IReadOnlyList<TokenizedExample> train, IReadOnlyList<TokenizedExample>? validation, SftOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var layout = new JsonObject
        {
            ["batch"] = options.Run.BatchSize,
            ["seed"] = options.Run.Seed,
            ["length"] = options.MaxLength,
            ["packing"] = options.Packing ? options.PackingStrategy.ToString() : null,
        };
        hash.AppendData(Encoding.UTF8.GetBytes(JsonText.ToText(layout)));
        Add(hash, train);
        Add(hash, validation ?? []);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, IReadOnlyList<TokenizedExample> examples)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, examples.Count);
        hash.AppendData(number);
        foreach (var example in examples)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, example.Ids.Length);
            hash.AppendData(number);
            hash.AppendData(MemoryMarshal.AsBytes(example.Ids.AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(example.Trained.AsSpan()));
        }
    }
}
