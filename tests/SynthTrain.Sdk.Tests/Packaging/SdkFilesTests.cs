using System.Text.RegularExpressions;
using System.Xml.Linq;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Packaging;

/// <summary>What the house asks of targets files: sizes, headers, defaults with a reason, documentation.</summary>
[TestClass]
public sealed class SdkFilesTests
{
    private static readonly string s_sdk = Repository.Path("src", "SynthTrain.Sdk", "Sdk");

    public static IEnumerable<string> Files =>
        Directory.GetFiles(s_sdk, "*.*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(s_sdk, file)).Order(StringComparer.Ordinal);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Files_are_small(string file) =>
        Assert.IsLessThanOrEqualTo(file.StartsWith("Sdk.", StringComparison.Ordinal) ? 30 : 110, File.ReadAllLines(Path.Combine(s_sdk, file)).Length);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Every_default_is_overridable_and_says_why(string file)
    {
        var nodes = XDocument.Load(Path.Combine(s_sdk, file), LoadOptions.None).Descendants("PropertyGroup").SelectMany(group => group.Nodes()).ToList();
        foreach (var property in nodes.OfType<XElement>().Where(element => Regex.IsMatch(element.Name.LocalName, "^Synth(?!.*DependsOn$|RunFolder$)")))
        {
            var name = property.Name.LocalName;
            StringAssert.Contains(property.Attribute("Condition")?.Value ?? "", $"'$({name})' == ''", $"{name} cannot be overridden.");
            var at = nodes.IndexOf(property);
            // A second default for another case, or a pair, stands under the same sentence.
            while (at > 0 && nodes[at - 1] is XElement above && above.Name.LocalName.StartsWith("Synth", StringComparison.Ordinal))
                at--;
            Assert.IsTrue(at > 0 && nodes[at - 1] is XComment, $"{name} does not say why it has its default.");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void Every_property_has_a_row_in_the_docs(string file)
    {
        var documentation = File.ReadAllText(Repository.Path("docs", "properties.md"));
        foreach (Match match in Regex.Matches(File.ReadAllText(Path.Combine(s_sdk, file)), @"<(Synth\w+) Condition"))
        {
            if (!match.Groups[1].Value.EndsWith("DependsOn", StringComparison.Ordinal))
                StringAssert.Contains(documentation, $"`{match.Groups[1].Value}`", $"{match.Groups[1].Value} is in no row of docs/properties.md.");
        }
    }

    [TestMethod]
    public void A_solution_knows_every_verb_of_the_recipes()
    {
        var verbs = Files.Where(file => !file.StartsWith("Solution", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(Path.Combine(s_sdk, file)), "<SynthStage Include=\"[a-z]+\" Verb=\"(?<verb>\\w+)\"|<SynthVerb Include=\"(?<verb>[\\w;]+)\""))
            .SelectMany(match => match.Groups["verb"].Value.Split(';'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        var solution = XDocument.Load(Path.Combine(s_sdk, "Solution.targets")).Descendants("Target").Select(target => target.Attribute("Name")!.Value).Where(name => !name.StartsWith('_')).Order(StringComparer.Ordinal);
        CollectionAssert.AreEqual(verbs.ToArray(), solution.ToArray());
    }
}
