using System.Reflection;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Docs;

/// <summary>A page for each code, and each page a code.</summary>
[TestClass]
public sealed class CodePageTests
{
    private static readonly string s_folder = Repository.Path("docs", "codes");

    [TestMethod]
    public void Every_code_has_a_page_that_says_what_to_do_and_a_row_in_the_table()
    {
        var table = File.ReadAllText(Path.Combine(s_folder, "README.md"));
        foreach (var code in Codes())
        {
            var page = Path.Combine(s_folder, code + ".md");
            Assert.IsTrue(File.Exists(page), $"{code} has no page.");
            var text = File.ReadAllText(page);
            StringAssert.StartsWith(text, $"# {code}: ");
            StringAssert.Contains(text, "## What to do", $"{code}.md");
            var title = text.Split('\n')[0][$"# {code}: ".Length..].Trim();
            StringAssert.Contains(table, $"| [{code}]({code}.md) | {title} |", "docs/codes/README.md");
        }
    }

    [TestMethod]
    public void Every_page_is_of_a_code_and_no_code_is_used_twice()
    {
        var codes = Codes();
        var pages = Directory.GetFiles(s_folder, "ST*.md").Select(Path.GetFileNameWithoutExtension).ToList();

        CollectionAssert.AllItemsAreUnique(codes);
        CollectionAssert.AreEquivalent(codes, pages);
    }

    private static List<string> Codes() =>
        [.. typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}
