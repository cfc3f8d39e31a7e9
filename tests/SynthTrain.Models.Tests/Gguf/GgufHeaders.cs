using System.Runtime.InteropServices;
using System.Text;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Gguf;

[TestClass]
public sealed unsafe class GgufHeaders
{
    [TestMethod]
    public void Sizes_of_types_are_those_of_ggml()
    {
        var library = NativeLibrary.Load(Path.Combine(Peers.Package("@node-llama-cpp/linux-x64"), "bins", "linux-x64", "libggml-base.so"));
        var values = (delegate* unmanaged<int, long>)NativeLibrary.GetExport(library, "ggml_blck_size");
        var bytes = (delegate* unmanaged<int, nuint>)NativeLibrary.GetExport(library, "ggml_type_size");
        var name = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(library, "ggml_type_name");
        foreach (var type in GgufTypes.Known)
        {
            Assert.AreEqual((values((int)type), (long)bytes((int)type)), (GgufTypes.BlockSize(type), GgufTypes.BytesPerBlock(type)), type.ToString());
            Assert.AreEqual(Marshal.PtrToStringUTF8((nint)name((int)type)), GgufTypes.Name(type), ignoreCase: true);
        }
    }

    [TestMethod]
    [DataRow("sound", null)]
    [DataRow("version 1", "its version is 1")]
    [DataRow("version big", "big-endian")]
    [DataRow("key twice", "'k' stands twice")]
    [DataRow("bad bool", "is 2 where a bool is 0 or 1")]
    [DataRow("nested", "array of arrays")]
    [DataRow("bad kind", "type number 13")]
    [DataRow("not utf8", "is not UTF-8")]
    [DataRow("long array", "claims 1152921504606846976 values of 'k'")]
    [DataRow("alignment", "'general.alignment' is '24'")]
    [DataRow("name twice", "two tensors named 't'")]
    [DataRow("long name", "has 65 bytes; at most 64")]
    [DataRow("dimensions", "has 5 dimensions")]
    [DataRow("shape", "cannot have the shape")]
    [DataRow("type", "type number 99")]
    [DataRow("misaligned", "not a multiple of the alignment 32")]
    [DataRow("overlap", "overlaps the one before it")]
    [DataRow("cut", "past the end of the file")]
    public void A_header_that_contradicts_the_format_is_named(string fault, string? message)
    {
        var bytes = ByteSource.Of(Make(fault), "a.gguf");
        if (message is null)
        {
            using var reader = GgufReader.Open(bytes);
            Assert.AreEqual((1L, 64L), (reader.Metadata["k"].Integer, reader.Find("t")!.Length));
            return;
        }

        var exception = Assert.ThrowsExactly<ModelException>(() => GgufReader.Open(bytes));
        StringAssert.Contains(exception.Message, message);
        Assert.IsTrue(exception.Code is "ST3002" or "ST3011", exception.Code);
    }

    private static byte[] Make(string fault)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var tensors = fault is "name twice" or "overlap" ? 2 : 1;
        var keys = fault is "key twice" ? 2 : 1;
        writer.Write("GGUF"u8);
        writer.Write(fault switch { "version 1" => 1, "version big" => 0x03000000, _ => 3 });
        writer.Write((long)tensors);
        writer.Write((long)keys);
        for (var key = 0; key < keys; key++)
            Value(writer, fault);
        for (var tensor = 0; tensor < tensors; tensor++)
            Tensor(writer, fault, tensor);
        writer.Write(new byte[(32 - (stream.Length % 32)) % 32]);
        writer.Write(new byte[fault == "cut" ? 63 : 128]);
        return stream.ToArray();
    }

    private static void Value(BinaryWriter writer, string fault)
    {
        Text(writer, fault switch { "not utf8" => [0xff], "alignment" => "general.alignment"u8.ToArray(), _ => "k"u8.ToArray() });
        switch (fault)
        {
            case "bad bool": writer.Write(7); writer.Write((byte)2); break;
            case "nested": writer.Write(9); writer.Write(9); writer.Write(0L); break;
            case "bad kind": writer.Write(13); break;
            case "long array": writer.Write(9); writer.Write(4); writer.Write(1L << 60); break;
            default: writer.Write(4); writer.Write(fault == "alignment" ? 24 : 1); break;
        }
    }

    private static void Tensor(BinaryWriter writer, string fault, int index)
    {
        Text(writer, Encoding.UTF8.GetBytes(fault switch { "long name" => new string('t', 65), "overlap" when index == 1 => "u", _ => "t" }));
        writer.Write(fault == "dimensions" ? 5 : 1);
        writer.Write(fault == "shape" ? 1L << 62 : 16);
        if (fault == "dimensions")
            writer.Write(new byte[32]);
        writer.Write(fault == "type" ? 99 : 0);
        writer.Write(fault switch { "misaligned" => 16L, "overlap" => index * 32L, _ => 0 });
    }

    private static void Text(BinaryWriter writer, byte[] bytes)
    {
        writer.Write((long)bytes.Length);
        writer.Write(bytes);
    }
}
