using System.Reflection;
using System.Text.RegularExpressions;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Plan;

namespace SynthTrain.Stages.Tests;

/// <summary>Versions that must go together: of a stage, of its offline rule, and of its targets file.</summary>
[TestClass]
public sealed partial class VersionTests
{
    [TestMethod]
    public void An_offline_rule_has_the_version_of_the_stage_in_its_folder()
    {
        var rules = typeof(PlanStage).Assembly.GetTypes().Where(type => type.GetCustomAttribute<OfflineRuleAttribute>() is not null).ToList();
        Assert.HasCount(6, rules);
        foreach (var rule in rules)
        {
            var stage = Stages().Single(type => $"{rule.Namespace}.".StartsWith($"{type.Namespace}.", StringComparison.Ordinal));
            Assert.AreEqual(stage.GetCustomAttribute<StageAttribute>()!.CodeVersion, rule.GetCustomAttribute<OfflineRuleAttribute>()!.Version, rule.Name);
        }
    }

    [TestMethod]
    public void A_targets_file_names_its_stage_and_the_code_version()
    {
        foreach (var stage in Stages())
        {
            var attribute = stage.GetCustomAttribute<StageAttribute>()!;
            var targets = File.ReadAllText(Path.Combine(Root(), "src", "SynthTrain.Sdk", "Sdk", "Stages", stage.Name[..^"Stage".Length] + ".targets"));
            var declared = Declared().Match(targets);
            Assert.AreEqual(attribute.Name, declared.Groups["stage"].Value, stage.Name);
            Assert.AreEqual(attribute.CodeVersion.ToString(), declared.Groups["version"].Value, stage.Name);
        }
    }

    private static List<Type> Stages() => [.. typeof(PlanStage).Assembly.GetTypes().Where(type => type.GetCustomAttribute<StageAttribute>() is not null)];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SynthTrain.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("<DeclareStage Stage=\"(?<stage>\\w+)\" CodeVersion=\"(?<version>\\d+)\"")]
    private static partial Regex Declared();
}
