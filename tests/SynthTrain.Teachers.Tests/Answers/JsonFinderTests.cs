using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Teachers.Tests.Answers;

[TestClass]
public sealed class JsonFinderTests
{
    [TestMethod]
    [DataRow("""{"a":1}""", """{"a":1}""", false)]
    [DataRow(" \n{\"a\":1}\n", " \n{\"a\":1}\n", false)]
    [DataRow("\uFEFF{\"a\":1}", """{"a":1}""", true)]
    [DataRow("```json\n{\"a\":1}\n```", """{"a":1}""", true)]
    [DataRow("Sure! Here it is:\n```\n{\"a\": \"```x```\"}\n```\nAnything else?", """{"a": "```x```"}""", true)]
    [DataRow("As [see below] says {not json}, the answer is {\"a\":[1,{\"b\":2}]} and that is it.", """{"a":[1,{"b":2}]}""", true)]
    [DataRow("<think>maybe {\"a\":0}?</think>{\"a\":1}", """{"a":1}""", true)]
    [DataRow("[1] says: {\"a\":1}", "[1]|{\"a\":1}", true)]
    [DataRow("Here: {\"a\":\"<think>\"}", "{\"a\":\"<think>\"}", true)]
    public void A_document_is_found_in_what_stands_around_it(string text, string documents, bool cut)
    {
        var found = JsonFinder.Find(text);
        Assert.IsNull(found.Fault);
        Assert.AreEqual(documents, string.Join('|', found.Texts));
        Assert.AreEqual(cut, found.Cut);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("No JSON here.")]
    [DataRow("{\"a\":{\"b\":1}, \"c\":[{\"d\":2},", DisplayName = "cut off")]
    [DataRow("Here: [{\"a\":1},{\"a\":", DisplayName = "cut off in an array")]
    [DataRow("{\"a\":1,} {\"b\":2}", DisplayName = "broken before a whole one")]
    [DataRow("{\"a\":1,\"a\":2}", DisplayName = "one name twice")]
    [DataRow("{\"a\":\"\\ud83d\"}", DisplayName = "half a character")]
    [DataRow("[[[[[[[[[[[[", DisplayName = "brackets alone")]
    [DataRow("For example {\"a\":1}. The answer: {\"a\":2,\"b\":\"wi", DisplayName = "an example before the answer that was cut off")]
    [DataRow("```json\n{\"a\":1}\n```\nBetter:\n```json\n{\"a\":2,,}\n```", DisplayName = "a draft before the broken answer")]
    [DataRow("<think>The user wants {\"a\":1} or so", DisplayName = "thoughts that never end")]
    [DataRow("<think>one</think> well <think>two {\"a\":1}", DisplayName = "second thoughts that never end")]
    public void A_part_of_a_broken_document_is_not_taken_for_the_whole(string text)
    {
        var found = JsonFinder.Find(text);
        Assert.IsEmpty(found.Texts);
        Assert.IsNotNull(found.Fault);
    }

    [TestMethod]
    public void It_never_throws() => Prop.ForAll<string>(text =>
    {
        var found = JsonFinder.Find(text ?? "");
        return (found.Fault is null) == (found.Texts.Count > 0);
    }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void It_never_throws_for_brackets_and_quotes() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        const string Letters = "{}[]\":,\\ab1 \n\ud83d";
        var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => Letters[random.Next(Letters.Length)]));
        var found = JsonFinder.Find(text);
        foreach (var document in found.Texts)
            JsonElement.Parse(document);
        return (found.Fault is null) == (found.Texts.Count > 0);
    }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void A_document_between_any_prose_without_brackets_is_found() => Prop.ForAll<string, string, string>((before, value, after) =>
    {
        var document = JsonSerializer.Serialize(new Dictionary<string, object> { ["text"] = value ?? "", ["list"] = new[] { 1, 2 } });
        var found = JsonFinder.Find($"{Prose(before)} {document} {Prose(after)}");
        return found.Texts.SequenceEqual([document]) || (found.Texts.Count == 1 && found.Texts[0].Trim() == document);
    }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void A_hostile_text_of_brackets_is_searched_only_so_far()
    {
        const string Document = "{\"a\":1}";
        // Each bracket that begins no document is a look at the text.
        Assert.HasCount(1, JsonFinder.Find(string.Concat(Enumerable.Repeat("[1 ", 255)) + Document).Texts);
        Assert.IsEmpty(JsonFinder.Find(string.Concat(Enumerable.Repeat("[1 ", 256)) + Document).Texts);
        Assert.HasCount(16, JsonFinder.Find(string.Concat(Enumerable.Repeat(Document + " ", 20))).Texts);
    }

    private static string Prose(string? text) => string.Concat((text ?? "").Where(letter => letter is not ('{' or '[' or '<')));
}
