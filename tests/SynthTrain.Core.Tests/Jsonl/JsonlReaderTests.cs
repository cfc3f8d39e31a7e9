using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Jsonl;

[TestClass]
public sealed class JsonlReaderTests
{
    [TestMethod]
    [DataRow("{\"a\":\"\\ud83d\"}", Codes.BadJsonLine, DisplayName = "half a surrogate pair in a value")]
    [DataRow("{\"\\uDC00\":1}", Codes.BadJsonLine, DisplayName = "half a surrogate pair in a name")]
    [DataRow("[1]", Codes.BadJsonLine, DisplayName = "an array")]
    [DataRow("{\"a\":1", Codes.BadJsonLine, DisplayName = "a torn line")]
    [DataRow("{\"a\":1,\"a\":2}", Codes.BadJsonLine, DisplayName = "a property twice")]
    public void A_line_that_is_no_object_is_a_coded_error_with_its_line(string line, string code)
    {
        using var folder = new TempFolder();
        folder.Write("rows.jsonl", "{\"ok\":\"\\ud83d\\udc32\"}\n\n" + line + "\n");

        var fault = Assert.ThrowsExactly<SynthException>(() => Read(folder));

        Assert.AreEqual((code, 3), (fault.Diagnostics[0].Code, fault.Diagnostics[0].Line));
    }

    [TestMethod]
    public void A_byte_that_is_not_utf8_is_named_with_its_place()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["rows.jsonl"], [.. Encoding.UTF8.GetBytes("{\"a\":1}\n{\"a\":\"é"), 0xE9, (byte)'"', (byte)'}']);

        var fault = Assert.ThrowsExactly<SynthException>(() => Read(folder)).Diagnostics[0];

        Assert.AreEqual((Codes.NotUtf8, 2, 9), (fault.Code, fault.Line, fault.Column));
    }

    [TestMethod]
    public void Byte_order_mark_crlf_and_empty_lines_are_no_trouble()
    {
        using var folder = new TempFolder();
        folder.Write("rows.jsonl", "\uFEFF{\"a\":1}\r\n\r\n  \n{\"a\":2}");

        CollectionAssert.AreEqual(new[] { 1, 4 }, Read(folder).Select(row => row.Line).ToArray());
        Assert.AreEqual(2, JsonlReader.Count(new PhysicalFileSystem(), folder["rows.jsonl"]));
    }

    private static List<JsonlLine> Read(TempFolder folder) => [.. JsonlReader.Read(new PhysicalFileSystem(), folder["rows.jsonl"], "rows.jsonl")];
}
