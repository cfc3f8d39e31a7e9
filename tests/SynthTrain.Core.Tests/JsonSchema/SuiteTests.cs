using System.Runtime.InteropServices;
using System.Text.Json;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>The official suite against both doors, IsValid and Validate.</summary>
[TestClass]
public sealed class SuiteTests
{
    public static IEnumerable<object[]> RunFiles => SuiteFiles.Run.Select(file => new object[] { file.Key, file.Value });

    public static IEnumerable<object[]> ExcludedFiles => SuiteFiles.ExcludedFiles.Select(file => new object[] { file.Key, file.Value.Cases });

    [TestMethod]
    [DynamicData(nameof(RunFiles))]
    public void Every_case_of_a_supported_file_agrees(string file, int expected)
    {
        JsonElement[] groups = SuiteFolder.Groups(SuiteFolder.Require(), file);
        List<string> wrong = [];
        int run = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            if (SuiteFiles.ExcludedGroups.ContainsKey((file, i)))
                continue;
            JsonSchema schema = Load(groups[i], file);
            foreach (JsonElement test in groups[i].GetProperty("tests").EnumerateArray())
            {
                run++;
                if (!Agrees(schema, test))
                    wrong.Add($"{groups[i].GetProperty("description")} / {test.GetProperty("description")}");
            }
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.AreEqual(expected, run, "cases run");
    }

    [TestMethod]
    [DynamicData(nameof(ExcludedFiles))]
    public void Every_schema_of_an_excluded_file_is_refused(string file, int expected)
    {
        JsonElement[] groups = SuiteFolder.Groups(SuiteFolder.Require(), file);
        foreach (JsonElement group in groups)
            Assert.ThrowsExactly<JsonSchemaException>(() => Load(group, file));
        Assert.AreEqual(expected, groups.Sum(CountCases), "cases left out");
    }

    [TestMethod]
    public void Every_excluded_group_is_refused()
    {
        string folder = SuiteFolder.Require();
        foreach (((string file, int group), (int cases, _)) in SuiteFiles.ExcludedGroups)
        {
            JsonElement excluded = SuiteFolder.Groups(folder, file)[group];
            Assert.ThrowsExactly<JsonSchemaException>(() => Load(excluded, file));
            Assert.AreEqual(cases, CountCases(excluded));
        }
    }

    [TestMethod]
    public void No_file_and_no_case_of_the_suite_is_forgotten()
    {
        string folder = SuiteFolder.Require();
        string[] found = [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(path => Path.ChangeExtension(Path.GetRelativePath(folder, path), null).Replace('\\', '/'))
            .Where(file => !SuiteFiles.ExcludedFolders.Keys.Any(excluded => file.StartsWith($"{excluded}/", StringComparison.Ordinal)))];
        CollectionAssert.AreEquivalent(SuiteFiles.Run.Keys.Concat(SuiteFiles.ExcludedFiles.Keys).ToArray(), found);

        int excludedCases = SuiteFiles.ExcludedFiles.Values.Sum(file => file.Cases) + SuiteFiles.ExcludedGroups.Values.Sum(group => group.Cases);
        Assert.AreEqual(SuiteFiles.AllCases, SuiteFiles.Run.Values.Sum() + excludedCases);
        Assert.AreEqual(SuiteFiles.AllCases, found.Sum(file => SuiteFolder.Groups(folder, file).Sum(CountCases)));
    }

    private static bool Agrees(JsonSchema schema, JsonElement test)
    {
        bool expected = test.GetProperty("valid").GetBoolean();
        JsonElement data = test.GetProperty("data");
        IReadOnlyList<JsonSchemaError> errors = schema.Validate(data);
        return schema.IsValid(data) == expected && (errors.Count == 0) == expected;
    }

    private static int CountCases(JsonElement group) => group.GetProperty("tests").GetArrayLength();

    private static JsonSchema Load(JsonElement group, string file) =>
        JsonSchema.Load(JsonMarshal.GetRawUtf8Value(group.GetProperty("schema")).ToArray(), file);
}
