using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Jsonl;

[TestClass]
public sealed class JsonlIndexTests
{
    private static readonly PhysicalFileSystem s_files = new();

    [TestMethod]
    public void Rows_are_found_in_any_order_with_their_lines()
    {
        using var folder = new TempFolder();
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"id\":\"r{i}\",\"text\":\"{new string('x', i % 7000)}\"}}\n"));
        var index = Build(folder, "\uFEFF" + text.Replace("{\"id\":\"r7\"", "\r\n\n{\"id\":\"r7\"", StringComparison.Ordinal));
        using var rows = index.Open();
        for (var i = 4999; i >= 0; i -= 7)
        {
            var row = rows.Find($"r{i}")!.Value;
            Assert.AreEqual(i % 7000, row.Json.GetProperty("text").GetString()!.Length);
            Assert.AreEqual(i < 7 ? i + 1 : i + 3, row.Line);
        }

        Assert.IsNull(rows.Find("r5000"));
        Assert.AreEqual(5000, index.Count);
    }

    [TestMethod]
    public void A_last_line_without_a_line_feed_is_found()
    {
        using var folder = new TempFolder();
        using var rows = Build(folder, "{\"id\":\"a\"}\n{\"id\":\"b\",\"n\":2}").Open();
        Assert.AreEqual(2, rows.Find("b")!.Value.Json.GetProperty("n").GetInt32());
    }

    [TestMethod]
    public void An_empty_file_has_no_rows()
    {
        using var folder = new TempFolder();
        var index = Build(folder, "");
        using var rows = index.Open();
        Assert.IsNull(rows.Find("a"));
    }

    [TestMethod]
    public void Ids_that_another_file_lacks_are_counted_and_the_first_is_told()
    {
        using var folder = new TempFolder();
        var all = Build(folder, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n{\"id\":\"d\"}\n", "all");
        var some = Build(folder, "{\"id\":\"c\"}\n{\"id\":\"a\"}\n", "some");
        var (count, first) = all.Missing(some);
        Assert.AreEqual((2, 2), (count, first!.Value.Line));
        Assert.AreEqual((0, null), some.Missing(all));
        Assert.AreEqual(2, all.CountShared(some, all));
    }

    [TestMethod]
    [DataRow("{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"a\"}\n", "ST0007", 3)]
    [DataRow("{\"id\":\"a\"}\n{\"name\":\"b\"}\n", "ST0008", 2)]
    [DataRow("{\"id\":\"a\"}\n{\"id\":\"\"}\n", "ST0008", 2)]
    [DataRow("{\"id\":\"a\"}\n{\"id\":", "ST0005", 2)]
    public void Faults_have_code_and_line(string text, string code, int line)
    {
        using var folder = new TempFolder();
        var fault = Assert.ThrowsExactly<SynthException>(() => Build(folder, text)).Diagnostics.Single();
        Assert.AreEqual((code, line), (fault.Code, fault.Line));
    }

    [TestMethod]
    public void A_file_that_changed_since_is_a_fault()
    {
        using var folder = new TempFolder();
        var index = Build(folder, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
        File.WriteAllText(folder["rows.jsonl"], "{\"id\":\"something longer\"}\n");
        using var rows = index.Open();
        Assert.AreEqual(Codes.InputChanged, Assert.ThrowsExactly<SynthException>(() => rows.Find("b")).Diagnostics[0].Code);
    }

    private static JsonlIndex Build(TempFolder folder, string text, string name = "rows")
    {
        var path = folder[name + ".jsonl"];
        File.WriteAllText(path, text);
        return JsonlIndex.Build(s_files, path, name);
    }
}
