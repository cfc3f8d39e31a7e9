using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Secrets;

[TestClass]
public sealed class DotEnvTests
{
    [TestMethod]
    [DataRow("KEY=sk-1", "sk-1")]
    [DataRow("  export KEY = sk-1  ", "sk-1")]
    [DataRow("KEY=sk-1 # the old one", "sk-1")]
    [DataRow("KEY=sk#1", "sk#1")]
    [DataRow("KEY='a b # c'  # comment", "a b # c")]
    [DataRow("KEY=\"a\\\"b\\n\\\\c$HOME\"", "a\"b\n\\c$HOME")]
    [DataRow("KEY='$HOME\\n'", "$HOME\\n")]
    [DataRow("KEY=a=b", "a=b")]
    [DataRow("# KEY=no\r\n\r\nKEY=sk-1\r", "sk-1")]
    [DataRow("\uFEFFKEY=sk-1\nOTHER=2", "sk-1")]
    [DataRow("KEY=old\nKEY=new", "new")]
    [DataRow("KEY=", null)]
    [DataRow("OTHER=1", null)]
    public void A_variable_has_its_value_and_nothing_is_interpolated(string text, string? expected)
    {
        using var folder = new TempFolder();
        folder.Write(".env", text);
        Assert.AreEqual(expected, Keys(folder).Find("KEY"));
    }

    [TestMethod]
    public void The_environment_wins_unless_its_variable_is_empty()
    {
        using var folder = new TempFolder();
        folder.Write(".env", "KEY=file");
        Assert.AreEqual("outside", Keys(folder, "outside").Find("KEY"));
        Assert.AreEqual("file", Keys(folder, "").Find("KEY"));
    }

    [TestMethod]
    public void No_file_is_no_fault() => Assert.IsNull(Keys(new TempFolder()).Find("KEY"));

    [TestMethod]
    [DataRow("sk-secret-without-a-name")]
    [DataRow("KEY='sk-secret-without-an-end")]
    [DataRow("KEY=\"sk-secret\" and more")]
    [DataRow("1KEY=sk-secret")]
    [DataRow("MY KEY=sk-secret")]
    public void A_line_that_is_none_is_told_by_its_number_and_never_by_its_text(string line)
    {
        using var folder = new TempFolder();
        folder.Write(".env", "A=1\n" + line + "\nB\n");
        var fault = Assert.ThrowsExactly<SynthException>(() => Keys(folder).Find("KEY"));
        CollectionAssert.AreEqual(new[] { 2, 3 }, fault.Diagnostics.Select(diagnostic => diagnostic.Line).ToArray());
        Assert.AreEqual((Codes.BadTeacher, ".env"), (fault.Diagnostics[0].Code, fault.Diagnostics[0].File));
        Assert.DoesNotContain("secret", fault.ToString());
    }

    [TestMethod]
    public void What_was_handed_out_is_taken_out_of_texts_the_longest_first()
    {
        var keys = new KeyRing(name => name == "LONG" ? "sk-abcdef-more" : "sk-abcdef");
        keys.Find("SHORT");
        keys.Find("LONG");
        Assert.AreEqual("with *** and ***", keys.Scrub("with sk-abcdef-more and sk-abcdef"));
        Assert.AreEqual("no ***", keys.Scrub(Diagnostic.Error("ST2005", "no sk-abcdef")).Message);
    }

    private static KeyRing Keys(TempFolder folder, string? outside = null) =>
        new(new KeySource(new PhysicalFileSystem(), _ => outside, () => folder.Root).Find);
}
