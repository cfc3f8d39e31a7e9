using System.Text;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Tests.Safetensors;

[TestClass]
public sealed class SafetensorsFuzz
{
    private const string Header = """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b\u00e9":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"c":{"dtype":"U8","shape":[],"data_offsets":[32,33]}}""";

    [TestMethod]
    public void A_damaged_safetensors_file_is_a_coded_error_or_is_read_within_its_bounds()
    {
        var refused = FuzzRun.Of([SafetensorsFiles.Bytes(Header, 33)], Mutated, bytes =>
        {
            using var file = SafetensorsFile.Open(ByteSource.Of(bytes, "a.safetensors"));
            foreach (var tensor in file.Tensors)
            {
                Assert.AreEqual(tensor.Length, file.Span(tensor).Length);
                if (tensor.Type is SafetensorsType.F32 or SafetensorsType.BF16 or SafetensorsType.F16)
                    file.ReadFloats(tensor);
            }
        });
        Assert.IsGreaterThan(Fuzz.Count / 2, refused);
    }

    /// <summary>Half of the inputs have a header that was changed as JSON and a length that fits it.</summary>
    private static byte[] Mutated(byte[] original, Random random) => random.Next(2) == 0 ? Mutations.Bytes(original, random)
        : SafetensorsFiles.Bytes(Encoding.UTF8.GetString(Mutations.Json(Encoding.UTF8.GetBytes(Header), random)), random.Next(8) == 0 ? random.Next(64) : 33);
}
