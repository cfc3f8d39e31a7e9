using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using SynthTrain.Training.Runs.Estimates;
using SynthTrain.Training.Runs.Reports;
using SynthTrain.Training.Tests.Runs.Support;

namespace SynthTrain.Training.Tests.Runs;

/// <summary>Files that other programs and people read.</summary>
[TestClass]
public sealed class ReportTests
{
    /// <summary>Reads the file by the formats' own descriptions: TFRecord framing, CRC-32C bit by bit, protocol buffers' wire types.</summary>
    private const string Reader = """
        import json, struct, sys
        def crc(data):
            c = 0xffffffff
            for b in data:
                c ^= b
                for _ in range(8):
                    c = (c >> 1) ^ (0x82f63b78 if c & 1 else 0)
            return c ^ 0xffffffff
        def masked(data):
            c = crc(data)
            return (((c >> 15) | (c << 17)) + 0xa282ead8) & 0xffffffff
        def fields(data):
            i = 0
            def varint():
                nonlocal i
                value = shift = 0
                while True:
                    b = data[i]; i += 1
                    value |= (b & 127) << shift; shift += 7
                    if b < 128: return value
            while i < len(data):
                key = varint()
                if key & 7 == 0: value = varint()
                elif key & 7 == 1: value = struct.unpack('<d', data[i:i+8])[0]; i += 8
                elif key & 7 == 5: value = struct.unpack('<f', data[i:i+4])[0]; i += 4
                else:
                    n = varint(); value = data[i:i+n]; i += n
                yield key >> 3, value
        data = open(sys.argv[1], 'rb').read()
        at, events = 0, []
        while at < len(data):
            head = data[at:at+8]
            assert struct.unpack('<I', data[at+8:at+12])[0] == masked(head)
            n = struct.unpack('<Q', head)[0]
            body = data[at+12:at+12+n]
            assert struct.unpack('<I', data[at+12+n:at+16+n])[0] == masked(body)
            at += 16 + n
            event = dict(fields(body))
            values = {}
            for number, value in fields(event.get(5, b'')):
                entry = dict(fields(value))
                values[entry[1].decode()] = entry[2]
            events.append({'time': event[1], 'step': event.get(2), 'version': event.get(3, b'').decode(), 'values': values})
        print(json.dumps(events))
        """;

    /// <summary>RFC 3720, B.4.</summary>
    [TestMethod]
    public void Checksums_are_the_published_ones()
    {
        Assert.AreEqual(0x8a9136aau, TensorBoardFile.Crc(new byte[32]));
        Assert.AreEqual(0x62a8ab43u, TensorBoardFile.Crc([.. Enumerable.Repeat((byte)0xff, 32)]));
        Assert.AreEqual(0x46dd794eu, TensorBoardFile.Crc([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.AreEqual(0xe3069283u, TensorBoardFile.Crc("123456789"u8));
    }

    [TestMethod]
    public void An_independent_reader_finds_every_figure_in_the_event_file()
    {
        using var kit = new RunKit();
        var metrics = kit.Run().Outcome.Metrics;
        var path = Path.Combine(kit.Folder, "events.out.tfevents.synthtrain");
        File.WriteAllBytes(path, TensorBoardFile.ToBytes(metrics));

        var events = JsonElement.Parse(Python(Reader, path)).EnumerateArray().ToList();

        Assert.AreEqual("brain.Event:2", events[0].GetProperty("version").GetString());
        Assert.HasCount(metrics.Entries.Count + 1, events);
        foreach (var (entry, read) in metrics.Entries.Zip(events.Skip(1)))
        {
            Assert.AreEqual(entry.Step, read.GetProperty("step").GetInt32());
            foreach (var (name, value) in entry.Values)
                Assert.AreEqual((float)value, read.GetProperty("values").GetProperty(name.StartsWith("eval_", StringComparison.Ordinal) ? $"eval/{name[5..]}" : $"train/{name}").GetSingle(), name);
        }
    }

    [TestMethod]
    public void The_page_is_sound_and_shows_every_curve()
    {
        using var kit = new RunKit();
        var outcome = kit.Run().Outcome;
        var page = RunReport.ToUtf8("Training of <tiny>", outcome, [new("Options", [new("model", "a & b")])]);

        var text = Encoding.UTF8.GetString(page);
        var html = XDocument.Parse(text["<!DOCTYPE html>".Length..].Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal));
        Assert.AreEqual("Training of <tiny>", html.Descendants("h1").Single().Value);
        Assert.HasCount(4, html.Descendants().Where(element => element.Name.LocalName == "polyline").ToList());
        Assert.IsTrue(html.Descendants("td").Any(cell => cell.Value == "a & b"));
        Assert.IsFalse(text.Contains("NaN", StringComparison.Ordinal));
        CollectionAssert.AreEqual(page, RunReport.ToUtf8("Training of <tiny>", outcome, [new("Options", [new("model", "a & b")])]));
        if (Environment.GetEnvironmentVariable("SYNTH_REPORT") is { Length: > 0 } keep)
            File.WriteAllBytes(keep, page);
    }

    [TestMethod]
    public void Memory_is_what_the_machine_and_its_container_leave()
    {
        var files = new Dictionary<string, string> { ["/proc/meminfo"] = "MemTotal:  8000 kB\nMemAvailable:   5000 kB\n" };
        Assert.AreEqual(5_120_000, Available());
        files["/sys/fs/cgroup/memory.max"] = "max\n";
        files["/sys/fs/cgroup/memory.current"] = "1000\n";
        Assert.AreEqual(5_120_000, Available());
        files["/sys/fs/cgroup/memory.max"] = "3000000\n";
        files["/sys/fs/cgroup/memory.stat"] = "anon 5\ninactive_file 400\n";
        Assert.AreEqual(3_000_000 - 1000 + 400, Available());
        Assert.IsGreaterThan(0, new MachineMemory().Available(CPU)!.Value);

        long? Available() => new MachineMemory(path => files.GetValueOrDefault(path)).Available(CPU);
    }

    private static string Python(string script, string argument)
    {
        var start = new ProcessStartInfo("python3", ["-", argument]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Write(script);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, error);
            return output;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new AssertInconclusiveException("there is no python3, which reads the event file independently", e);
        }
    }
}
