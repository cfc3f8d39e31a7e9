using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Journals;

[TestClass]
public sealed class KeyedLogTests
{
    [TestMethod]
    public void A_window_reads_lines_of_any_length_in_any_order()
    {
        using var folder = new TempFolder();
        var random = new Random(3);
        using var log = Open(folder, []);
        var records = new List<(long Offset, string Json)>();
        for (var row = 0; row < 400; row++)
        {
            var json = $$"""{"row":{{row}},"pad":"{{new string('x', random.Next(row % 50 == 0 ? 700_000 : 3000))}}"}""";
            records.Add((log.Append((UInt128)row, Encoding.UTF8.GetBytes(json)), json));
        }

        var window = new LogWindow(log.Handle);
        foreach (var order in new[] { records.AsEnumerable(), records.AsEnumerable().Reverse(), records.OrderBy(_ => random.Next()), records.Chunk(8).SelectMany(chunk => chunk.Reverse()) })
        {
            foreach (var (offset, json) in order)
                Assert.AreEqual(json[1..], Encoding.UTF8.GetString(window.Line(offset).Span[KeyedLine.BodyAt..]));
        }

        Assert.ThrowsExactly<EndOfStreamException>(() => window.Line(new FileInfo(folder["log.jsonl"]).Length));
    }

    [TestMethod]
    public void A_record_is_read_by_its_own_key_only()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, []);
        var offset = log.Append(7, """{"a":1}"""u8);
        using var buffer = new PooledBuffer();
        Assert.IsTrue(log.TryRead(offset, 7, buffer));
        Assert.EndsWith(""","a":1}""", Encoding.UTF8.GetString(buffer.Written.Span));
        Assert.IsFalse(log.TryRead(offset, 8, buffer));
        Assert.IsFalse(log.TryRead(offset + 1, 7, buffer));
        Assert.IsFalse(log.TryRead(offset + 1000, 7, buffer));
    }

    [TestMethod]
    public void A_line_is_a_JSON_object_with_check_sum_and_key()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, []))
            log.Append((UInt128)0xABCDEF, """{"a":1}"""u8);
        Assert.AreEqual("""{"crc":"c8998652","key":"00000000000000000000000000abcdef","a":1}""" + "\n", File.ReadAllText(folder["log.jsonl"]));
    }

    [TestMethod]
    public void Another_process_line_under_way_is_not_cut_off()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, []))
            log.Append(1, """{"a":1}"""u8);
        File.AppendAllText(folder["log.jsonl"], "{\"crc\":");
        var seen = new List<UInt128>();
        using (Open(folder, seen, repair: false))
            Assert.EndsWith("{\"crc\":", File.ReadAllText(folder["log.jsonl"]));
        using (Open(folder, seen))
            Assert.EndsWith("}\n", File.ReadAllText(folder["log.jsonl"]));
        CollectionAssert.AreEqual(new UInt128[] { 1, 1 }, seen);
    }

    [TestMethod]
    public void A_log_that_cannot_be_opened_is_a_coded_error()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["log.jsonl"]);
        var fault = Assert.ThrowsExactly<SynthException>(() => Open(folder, []));
        Assert.AreEqual(Codes.CannotWrite, fault.Diagnostics[0].Code);
    }

    private static KeyedLog Open(TempFolder folder, List<UInt128> seen, bool repair = true) =>
        KeyedLog.Open(new PhysicalFileSystem(), new KeyedLogFile(folder["log.jsonl"], "log.jsonl", repair), (key, _, _) => seen.Add(key), new CollectingSink());
}
