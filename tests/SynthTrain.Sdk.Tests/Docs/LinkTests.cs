using System.Text.RegularExpressions;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Docs;

/// <summary>What the docs point at.</summary>
[TestClass]
public sealed partial class LinkTests
{
    [TestMethod]
    public void Every_relative_link_leads_to_a_file_or_folder()
    {
        var broken = Pages()
            .SelectMany(page => Links().Matches(File.ReadAllText(page)).Select(match => (Page: page, Target: match.Groups[1].Value.Split('#')[0])))
            .Where(link => link.Target.Length > 0 && !link.Target.Contains("://", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.GetFullPath(link.Target, Path.GetDirectoryName(link.Page)!)))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, link.Page)} -> {link.Target}");

        Assert.AreEqual("", string.Join('\n', broken));
    }

    [TestMethod]
    public void Every_code_that_the_docs_name_exists()
    {
        var known = Directory.GetFiles(Repository.Path("docs", "codes"), "ST*.md").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var unknown = Pages()
            .SelectMany(page => CodeNames().Matches(File.ReadAllText(page)).Select(match => (Page: page, Code: match.Value)))
            .Where(name => !known.Contains(name.Code))
            .Select(name => $"{Path.GetRelativePath(Repository.Root, name.Page)}: {name.Code}");

        Assert.AreEqual("", string.Join('\n', unknown));
    }

    private static IEnumerable<string> Pages() =>
        Directory.GetFiles(Repository.Root, "*.md")
            .Concat(new[] { "docs", "bench", "samples" }.SelectMany(folder => Directory.GetFiles(Repository.Path(folder), "*.md", SearchOption.AllDirectories)))
            .Where(page => !page.Contains("/obj/", StringComparison.Ordinal) && !page.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\bST\d{4}\b")]
    private static partial Regex CodeNames();
}
