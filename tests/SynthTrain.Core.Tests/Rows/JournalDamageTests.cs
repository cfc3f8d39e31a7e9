using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Rows.Support;

namespace SynthTrain.Core.Tests.Rows;

[TestClass]
public sealed class JournalDamageTests
{
    private static readonly string[] s_rows = [.. RowProject.SixRows, """{"id":"g","text":"x","n":1,"bad":"schema"}"""];

    [TestMethod]
    public async Task A_journal_cut_at_any_byte_is_finished_to_the_same_bytes()
    {
        using var project = new RowProject().Write(s_rows);
        await project.RunAsync(new TestTeacher());
        var (whole, journal) = (project.AllOutput(), File.ReadAllBytes(project.Journal));
        for (var length = 0; length <= journal.Length; length++)
        {
            File.WriteAllBytes(project.Journal, journal[..length]);
            var teacher = new TestTeacher();
            await project.RunAsync(teacher);
            var kept = journal.AsSpan(0, length).Count((byte)'\n');
            Assert.AreEqual((7 - kept) * 2, teacher.Count, $"cut at {length}");
            Assert.AreEqual(whole, project.AllOutput(), $"cut at {length}");
            Assert.IsEmpty(project.Warnings(Codes.DamagedState), $"cut at {length}");
        }
    }

    [TestMethod]
    public async Task A_journal_with_any_byte_changed_loses_that_row_alone_and_says_so()
    {
        using var project = new RowProject().Write(s_rows);
        project.Settings["concurrency"] = "1";
        await project.RunAsync(new TestTeacher());
        var (whole, journal) = (project.AllOutput(), File.ReadAllBytes(project.Journal));
        for (var at = 0; at < journal.Length; at += 3)
        {
            var damaged = journal.ToArray();
            damaged[at] ^= 0x11;
            File.WriteAllBytes(project.Journal, damaged);
            var teacher = new TestTeacher();
            await project.RunAsync(teacher);
            Assert.AreEqual(whole, project.AllOutput(), $"changed at {at}");
            Assert.IsTrue(teacher.Count is 2 or 4, $"{teacher.Count} asked, changed at {at}");
            // A changed last byte is a torn line; every other one is damage in the middle.
            Assert.HasCount(at == journal.Length - 1 ? 0 : 1, project.Warnings(Codes.DamagedState), $"changed at {at}");
        }
    }

    [TestMethod]
    public async Task Garbage_of_any_kind_is_passed_over()
    {
        using var project = new RowProject().Write(s_rows);
        await project.RunAsync(new TestTeacher());
        var whole = project.AllOutput();
        var lines = File.ReadAllLines(project.Journal);
        File.WriteAllText(project.Journal, $"\n{new string('\0', 5000)}\n{lines[0]}\n{{}}\n{string.Join('\n', lines[1..])}\n{lines[2][..40]}");
        var teacher = new TestTeacher();
        await project.RunAsync(teacher);
        Assert.AreEqual(0, teacher.Count);
        Assert.AreEqual(whole, project.AllOutput());
        Assert.AreEqual(".synthtrain/journal/main/test.jsonl(1,1): warning ST1005: 3 line(s) of '.synthtrain/journal/main/test.jsonl' are damaged, line 1 first; what they held is made again.", project.Warnings(Codes.DamagedState).Single());
    }

    [TestMethod]
    public async Task A_full_disk_is_a_coded_error_and_the_next_run_goes_on()
    {
        using var whole = new RowProject().Write(s_rows);
        await whole.RunAsync(new TestTeacher());
        for (long room = 0; room < 5000; room += 97)
        {
            using var project = new RowProject { Files = new FullDisk(room) }.Write(s_rows);
            try
            {
                await project.RunAsync(new TestTeacher());
            }
            catch (SynthException fault)
            {
                Assert.AreEqual(Codes.CannotWrite, fault.Diagnostics[0].Code);
            }

            project.Files = new PhysicalFileSystem();
            await project.RunAsync(new TestTeacher());
            Assert.IsEmpty(project.Warnings(Codes.DamagedState), $"room {room}");
            Assert.AreEqual(whole.AllOutput(), project.AllOutput(), $"room {room}");
        }
    }
}
