using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Spending;

/// <summary>The file that all processes of a project spend from.</summary>
[TestClass]
public sealed class SpendLedgerTests
{
    private const string Path = ".synthtrain/spend/spend.jsonl";
    private static readonly SpendPlace s_place = new("main", "drafts", "m");
    private static readonly SpendTotals s_one = new(1, 100, 10, 0.5m, 0);

    [TestMethod]
    public void A_verb_that_ends_with_nothing_held_leaves_a_short_file_and_whoever_had_it_open_counts_on()
    {
        using var folder = new TempFolder();
        using var early = Open(folder);
        Spend(early, 1, 50);
        var before = Length(folder);
        using (var verb = Open(folder))
            verb.Complete("main", ["drafts"]);
        Assert.IsLessThan(100, Length(folder));

        // Longer than before, so that a length alone says nothing.
        using var other = Open(folder);
        Spend(other, 1, 60);
        Assert.IsGreaterThan(before, Length(folder));
        using (early.Enter())
            Assert.AreEqual(60, early.Book.TotalSpent.Requests);
        Spend(early, 100, 5);
        Assert.AreEqual(65, SpendLedger.Read(new PhysicalFileSystem(), Layout(folder), new CollectingSink()).TotalSpent.Requests);
    }

    [TestMethod]
    public void What_another_run_has_spent_or_anybody_holds_is_not_cut_off()
    {
        using var folder = new TempFolder();
        using var sample = Open(folder);
        Spend(sample, 1, 1, s_place with { Run = "sample" });
        Spend(sample, 2, 1);
        using (var verb = Open(folder))
            verb.Complete("main", ["drafts"]);
        Assert.AreEqual(1, Read(folder).TotalSpent.Requests);

        using (sample.Enter())
            sample.Hold(3, s_place with { Run = "sample" }, s_one);
        using (var verb = Open(folder))
            verb.Complete("sample", ["drafts"]);
        Assert.AreEqual(1, Read(folder).TotalHeld.Requests);
    }

    [TestMethod]
    public void A_damaged_line_of_a_session_shifts_no_other_session()
    {
        using var folder = new TempFolder();
        using var first = Open(folder);
        Spend(first, 1, 1);
        using var second = Open(folder);
        using (second.Enter())
            second.Hold(1, s_place, s_one);
        var bytes = ReadBytes(folder);
        bytes[0] = (byte)'x';
        File.WriteAllBytes(folder[Path], bytes);
        using var third = Open(folder);
        using (third.Enter())
        {
            third.BuryTheDead();
            // Its process lives, so it is held and not lost.
            Assert.AreEqual(1, third.Book.TotalHeld.Requests);
            third.Hold(1, s_place, s_one);
            Assert.AreEqual(2, third.Book.TotalHeld.Requests);
        }
    }

    [TestMethod]
    public void Sessions_without_a_number_are_counted()
    {
        using var folder = new TempFolder();
        folder.Write(Path, "{\"session\":0}\n{\"hold\":1,\"session\":1,\"run\":\"main\",\"stage\":\"drafts\",\"model\":\"m\",\"requests\":1,\"in\":1,\"out\":1,\"cost\":1}\n{\"session\":1}\n{\"hold\":1,\"session\":2,\"run\":\"main\",\"stage\":\"drafts\",\"model\":\"m\",\"requests\":2,\"in\":1,\"out\":1,\"cost\":1}\n{\"session\":0}\n");
        var book = Read(folder);
        // The first slot's next session says that its first one is no more.
        Assert.AreEqual((1L, 2L), (book.TotalSpent.Requests, book.TotalHeld.Requests));
    }

    private static void Spend(SpendLedger ledger, int from, int count, SpendPlace? place = null)
    {
        using var turn = ledger.Enter();
        for (var number = from; number < from + count; number++)
        {
            ledger.Hold(number, place ?? s_place, s_one);
            ledger.Settle(number, s_one);
        }

        ledger.Flush();
    }

    private static SpendBook Read(TempFolder folder) => SpendLedger.Read(new PhysicalFileSystem(), Layout(folder), new CollectingSink());

    private static SpendLedger Open(TempFolder folder) => new(new PhysicalFileSystem(), Layout(folder), new CollectingSink());

    private static ProjectLayout Layout(TempFolder folder) => new(folder.Root);

    private static long Length(TempFolder folder) => new FileInfo(folder[Path]).Length;

    private static byte[] ReadBytes(TempFolder folder)
    {
        using var stream = new PhysicalFileSystem().OpenRead(folder[Path]);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
