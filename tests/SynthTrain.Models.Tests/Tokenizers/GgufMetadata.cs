using System.Text;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>The metadata of a GGUF file, read in the simplest way, so that these tests need no other part of the room.</summary>
internal static class GgufMetadata
{
    public static GgufVocabulary Vocabulary(string path)
    {
        var all = Read(path);
        return new((string)all["tokenizer.ggml.model"], [.. ((object[])all["tokenizer.ggml.tokens"]).Cast<string>()])
        {
            Pre = all.GetValueOrDefault("tokenizer.ggml.pre") as string,
            TokenTypes = [.. ((object[])all["tokenizer.ggml.token_type"]).Cast<int>()],
            Scores = [.. ((object[])all.GetValueOrDefault("tokenizer.ggml.scores", Array.Empty<object>())).Cast<float>()],
            Merges = [.. ((object[])all.GetValueOrDefault("tokenizer.ggml.merges", Array.Empty<object>())).Cast<string>()],
            BosTokenId = (int?)(all.GetValueOrDefault("tokenizer.ggml.bos_token_id") as uint?),
            EosTokenId = (int?)(all.GetValueOrDefault("tokenizer.ggml.eos_token_id") as uint?),
            AddBosToken = all.GetValueOrDefault("tokenizer.ggml.add_bos_token") as bool?,
            AddEosToken = all.GetValueOrDefault("tokenizer.ggml.add_eos_token") as bool?,
            AddSpacePrefix = all.GetValueOrDefault("tokenizer.ggml.add_space_prefix") as bool?,
            File = path,
        };
    }

    private static Dictionary<string, object> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        reader.ReadBytes(16);
        var all = new Dictionary<string, object>();
        for (var count = reader.ReadUInt64(); count > 0; count--)
        {
            var key = Text(reader);
            all[key] = Value(reader, reader.ReadUInt32());
        }

        return all;
    }

    private static string Text(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadUInt64()));

    private static object Value(BinaryReader reader, uint type) => type switch
    {
        0 => reader.ReadByte(),
        1 => reader.ReadSByte(),
        2 => reader.ReadUInt16(),
        3 => reader.ReadInt16(),
        4 => reader.ReadUInt32(),
        5 => reader.ReadInt32(),
        6 => reader.ReadSingle(),
        7 => reader.ReadBoolean(),
        8 => Text(reader),
        9 => Items(reader),
        10 => reader.ReadUInt64(),
        11 => reader.ReadInt64(),
        _ => reader.ReadDouble(),
    };

    private static object[] Items(BinaryReader reader)
    {
        var type = reader.ReadUInt32();
        var items = new object[reader.ReadUInt64()];
        for (var i = 0; i < items.Length; i++)
            items[i] = Value(reader, type);
        return items;
    }
}
