using System.Text.Json;
using SynthTrain.Stages.SplitExamples;

namespace SynthTrain.Stages.Tests.SplitExamples;

[TestClass]
public sealed class PhrasingPatternTests
{
    [TestMethod]
    [DataRow("Show boxes of Ann Lee, please!", """{"owner":"ann lee"}""", "show boxes of {argument} please")]
    [DataRow("Show box #12", """{"number":12}""", "show box {number}")]
    [DataRow("show 3 boxes of v3", """{"owner":"v3","limit":3}""", "show {number} boxes of {argument}")]
    [DataRow("ann's boxes, anns boxes", """{"owner":"ann"}""", "{argument}s boxes {argument}s boxes")]
    [DataRow("What’s box num 63, pls?", """{}""", "whats box number {number} please")]
    [DataRow("whats box number 63 please", """{}""", "whats box number {number} please")]
    [DataRow("boxes w/ r & w/o u", """{"owner":"u"}""", "boxes with are and without {argument}")]
    [DataRow("boxes of O'Neil", """{"owner":"o'neil"}""", "boxes of {argument}")]
    [DataRow("the 'big' boxes' lids", "{}", "the big boxes lids")]
    [DataRow("the bug bugs me", """{"label":"bug report","owner":"bug"}""", "the {argument} {argument}s me")]
    [DataRow("label bug report for bug", """{"label":"bug report","owner":"bug"}""", "label {argument} for {argument}")]
    [DataRow("open ones", """{"state":"open"}""", "{argument} ones")]
    [DataRow("openly asked", """{"state":"open"}""", "openly asked")]
    [DataRow("?", "{}", "?")]
    public void Values_and_numbers_leave_the_words_around_them(string input, string args, string pattern) =>
        Assert.AreEqual(pattern, PhrasingPattern.Of(input, JsonElement.Parse($$"""{"args":{{args}}}""")));

    [TestMethod]
    [DataRow("7")]
    [DataRow("{}")]
    [DataRow("""{"args":[]}""")]
    public void Outputs_of_other_shapes_have_no_values(string output) => Assert.AreEqual("list {number}", PhrasingPattern.Of("List 5", JsonElement.Parse(output)));

    [TestMethod]
    public void A_row_without_an_output_has_a_pattern_too() => Assert.AreEqual("list", PhrasingPattern.Of("List", default));
}
