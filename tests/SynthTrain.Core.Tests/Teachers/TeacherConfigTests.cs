using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Teachers;

[TestClass]
public sealed class TeacherConfigTests
{
    [TestMethod]
    public void A_provider_brings_its_endpoint_and_key_variable_and_the_file_may_name_others()
    {
        var plain = Load("  main: { provider: openrouter, model: a/b }");
        Assert.AreEqual("https://openrouter.ai/api/v1/", plain.BaseUrl!.ToString());
        Assert.AreEqual("OPENROUTER_API_KEY", plain.KeyVariable);
        var own = Load("  main: { provider: openai, model: m, base_url: 'http://127.0.0.1:8123/v1', api_key_env: MY_KEY }");
        Assert.AreEqual("http://127.0.0.1:8123/v1/", own.BaseUrl!.ToString());
        Assert.AreEqual("MY_KEY", own.KeyVariable);
    }

    [TestMethod]
    [DataRow("local", "ollama", "http://localhost:11434/v1/")]
    [DataRow("claude", "anthropic", "https://api.anthropic.com/")]
    public void An_alias_is_the_provider_it_stands_for(string alias, string provider, string url)
    {
        var teacher = Load($"  main: {{ provider: {alias}, model: m }}");
        Assert.AreEqual(provider, teacher.Provider);
        Assert.AreEqual(url, teacher.BaseUrl!.ToString());
    }

    [TestMethod]
    public void What_shapes_no_answer_is_in_no_key()
    {
        var plain = Load("  main: { provider: openai, models: [a, b], temperature: 0.3 }");
        var other = Load("  main: { provider: openai, models: [a, b], temperature: 0.3, base_url: 'http://x/v1', api_key_env: K, stream: true, limits: { requests_per_minute: 5, window_seconds: 3 } }");
        CollectionAssert.AreEqual(plain.KeyParameters().ToArray(), other.KeyParameters().ToArray());
        Assert.AreEqual(5, other.Limits.RequestsPerMinute);
        Assert.IsNull(other.Limits.TokensPerMinute);
        Assert.AreEqual(TimeSpan.FromSeconds(3), other.Limits.Window);
        Assert.IsTrue(other.Stream);
    }

    [TestMethod]
    public void How_the_schema_is_sent_and_which_class_answers_are_in_the_key()
    {
        var keys = Load("  main: { provider: plugin, assembly: Mine, type: Mine.Client, structured_output: prompt }").KeyParameters();
        Assert.Contains(KeyValuePair.Create("teacher.structured_output", "prompt"), keys);
        Assert.Contains(KeyValuePair.Create("teacher.plugin", "Mine.Client, Mine"), keys);
    }

    [TestMethod]
    public void Options_keep_their_types_and_are_passed_on_as_canonical_json()
    {
        var teacher = Load("  main: { provider: openai, model: m, options: { service_tier: flex, n: 1, top: 0.5, flag: true, none: null, text: '7', list: [1, a] } }");
        Assert.AreEqual("""{"flag":true,"list":[1,"a"],"n":1,"none":null,"service_tier":"flex","text":"7","top":0.5}""", teacher.OptionsJson);
        Assert.AreEqual("flex", teacher.Parameters["options.service_tier"]);
    }

    [TestMethod]
    [DataRow("seed: 1", "seed: '1'")]
    [DataRow("on: true", "on: 'true'")]
    [DataRow("a.b: 1", "a: { b: 1 }")]
    [DataRow("'a[0]': x", "a: [x]")]
    [DataRow("x: 1", "x: 1, list: []")]
    [DataRow("x: 1", "x: 1, map: {}")]
    [DataRow("list: []", "list: '[]'")]
    [DataRow("list: []", "list: {}")]
    [DataRow("x: null", "x: 'null'")]
    [DataRow("x:", "x: ''")]
    [DataRow("x: ''", "x: '\"\"'")]
    public void Options_that_differ_on_the_wire_differ_in_the_key(string one, string other)
    {
        var (first, second) = (Load($"  main: {{ provider: openai, model: m, options: {{ {one} }} }}"), Load($"  main: {{ provider: openai, model: m, options: {{ {other} }} }}"));
        Assert.AreNotEqual(first.OptionsJson, second.OptionsJson);
        CollectionAssert.AreNotEqual(first.KeyParameters().ToArray(), second.KeyParameters().ToArray());
    }

    [TestMethod]
    public void Options_without_doubt_stand_in_the_key_as_they_stand_in_the_file()
    {
        var keys = Load("  main: { provider: openai, model: m, options: { a: { b: 0.50 }, list: [x, 2], on: True, word: two words } }").KeyParameters();
        CollectionAssert.AreEqual(
            new[] { "teacher.models=m", "teacher.options.a.b=0.50", "teacher.options.list[0]=x", "teacher.options.list[1]=2", "teacher.options.on=True", "teacher.options.word=two words", "teacher.provider=openai" },
            keys.Select(pair => $"{pair.Key}={pair.Value}").ToArray());
    }

    [TestMethod]
    [DataRow("replay", "main")]
    [DataRow("replay:other", "other")]
    public void A_replay_has_the_keys_of_the_teacher_that_was_recorded(string asked, string name)
    {
        const string Teachers = "  main: { provider: openai, model: m }\n  other: { provider: anthropic, model: n }";
        var replay = Load(Teachers, asked);
        Assert.IsTrue(replay.Replay);
        CollectionAssert.AreEqual(Load(Teachers, name).KeyParameters().ToArray(), replay.KeyParameters().ToArray());
    }

    [TestMethod]
    [DataRow("{ provider: openia, model: m }", "teacher.yaml(3,21)", "'teachers.main.provider' is 'openia'; allowed are anthropic, claude, gemini")]
    [DataRow("{ provider: openai }", "teacher.yaml(3,", "'teachers.main.model' is missing")]
    [DataRow("{ provider: openai-compatible, model: m }", "teacher.yaml(3,", "base_url' is missing")]
    [DataRow("{ provider: openai, model: m, base_url: 'ftp://x' }", "teacher.yaml(3,", "allowed is an address that begins with http:// or https://")]
    [DataRow("{ provider: openai, model: m, structured_output: 1 }", "teacher.yaml(3,", "allowed are auto, native, prompt")]
    [DataRow("{ provider: openai, model: m, limits: { rpm: 3 } }", "teacher.yaml(3,", "'teachers.main.limits.rpm' is not known here; known are max_attempts")]
    [DataRow("{ provider: plugin, assembly: A }", "teacher.yaml(3,", "lacks 'type'")]
    [DataRow("{ provider: openai, model: m, type: X }", "teacher.yaml(3,", "which only provider 'plugin' has")]
    [DataRow("{ provider: openai, model: m, base_url: 'http://x/v1?api-version=1' }", "teacher.yaml(3,", "allowed is an address without ? and #")]
    [DataRow("{ provider: openai, model: m, base_url: 'http://x/v1#a' }", "teacher.yaml(3,", "allowed is an address without ? and #")]
    [DataRow("{ provider: openai, model: m, max_tokens: -5 }", "teacher.yaml(3,", "'teachers.main.max_tokens' is '-5'; allowed is a whole number from 1 to")]
    [DataRow("{ provider: openai, model: m, max_tokens: 0 }", "teacher.yaml(3,", "allowed is a whole number from 1 to")]
    [DataRow("{ provider: openai, model: m, max_tokens: 1.5 }", "teacher.yaml(3,", "allowed is a whole number from 1 to")]
    [DataRow("{ provider: openai, model: m, top_k: 1.5 }", "teacher.yaml(3,", "allowed is a whole number")]
    [DataRow("{ provider: openai, model: m, seed: 0.5 }", "teacher.yaml(3,", "'teachers.main.seed' is '0.5'; allowed is a whole number")]
    public void A_fault_says_where_it_is_and_what_is_allowed(string teacher, string place, string words)
    {
        var fault = Assert.ThrowsExactly<SynthException>(() => Load("  main: " + teacher));
        Assert.AreEqual(Codes.BadTeacher, fault.Diagnostics[0].Code);
        StringAssert.StartsWith(fault.Message, place);
        StringAssert.Contains(fault.Message, words);
    }

    private static TeacherDefinition Load(string teachers, string? name = null)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["teacher.yaml"], $"default: main\nteachers:\n{teachers}\n");
        return TeacherConfig.Load(new PhysicalFileSystem(), folder["teacher.yaml"], "teacher.yaml", name);
    }
}
