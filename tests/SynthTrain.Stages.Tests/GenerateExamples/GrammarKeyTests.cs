using System.Reflection;
using System.Text.Json;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.GenerateExamples;
using SynthTrain.Stages.GenerateExamples.Offline;
using SynthTrain.Stages.Tests.CliSchemas;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.GenerateExamples;

/// <summary>What keeps an old reply from being taken for a new one.</summary>
[TestClass]
public sealed class GrammarKeyTests
{
    [TestMethod]
    public void Another_lexicon_or_grammar_has_other_versions()
    {
        var pinned = ("01bda6dab07ba604", 2, 2);
        var now = (WordBook.ShippedHash, ExamplesOffline.RuleVersion, typeof(GenerateExamplesStage).GetCustomAttribute<StageAttribute>()!.CodeVersion);
        Assert.AreEqual(pinned, now, "lexicon.yaml changed: once a version is released, raise ExamplesOffline.RuleVersion and the CodeVersion of generateexamples (stage and targets) too; then pin the three here.");
        Assert.AreEqual(ExamplesOffline.RuleVersion, typeof(ExamplesOffline).GetCustomAttribute<OfflineRuleAttribute>()!.Version);
    }

    [TestMethod]
    public void The_grammar_is_in_every_offline_batch_and_in_no_models()
    {
        foreach (var batch in Batches(CliText.Schema, null))
            Assert.AreEqual($"{ExamplesOffline.RuleVersion}-{WordBook.ShippedHash}", batch.Json.GetProperty("grammar").GetString());
        foreach (var batch in Batches(CliText.Schema, new TeacherDefinition { Name = "m", Provider = "openai", Models = ["m"] }))
            Assert.IsFalse(batch.Json.TryGetProperty("grammar", out _));
    }

    [TestMethod]
    [DataRow("gh.yaml", "{schema_yaml} {n}")]
    [DataRow("docker.yaml", "{schema_yaml} {n}")]
    [DataRow("gh.yaml", "{schema_yaml} {n} {focus}")]
    public async Task No_two_requests_to_a_model_share_a_cached_reply(string file, string template)
    {
        var asking = new OfflineRows(_ => OfflineRows.Reply("""[{"input":"a","output":1}]"""));
        var schema = await File.ReadAllTextAsync(CliSchemaFile.GitHub.Replace("gh.yaml", file, StringComparison.Ordinal));
        await asking.Run(new GenerateExamplesStage(), Input(schema).WithText("template", template).WithOption("count", "10000").WithOption("pairs", "3000").Context(new TeacherDefinition { Name = "m", Provider = "openai", Models = ["m"] }));
        // What a model's reply is cached by, besides what all requests of a stage share.
        var keys = asking.Asked.Select(request => $"{request.Sample} {request.Messages.Single().Content}").ToArray();
        Assert.IsGreaterThan(270, keys.Length);
        CollectionAssert.AllItemsAreUnique(keys);
    }

    [TestMethod]
    public void The_samples_of_two_uses_are_apart_to_the_last_batch() =>
        Assert.IsGreaterThan(ExampleBatch.Sample(ExampleUse.Examples, ExamplesOptions.Most), ExampleBatch.Sample(ExampleUse.Preferences, 1));

    private static IEnumerable<(string Id, JsonElement Json)> Batches(string schema, TeacherDefinition? teacher) =>
        new GenerateExamplesStage().Prepare(Input(schema).WithText("template", CliText.Template).WithOption("pairs", "10").Context(teacher)).Source.Select(row => (row.Id, row.Json));

    private static DistillStage Input(string schema) => new DistillStage().WithText("schema", schema);
}
