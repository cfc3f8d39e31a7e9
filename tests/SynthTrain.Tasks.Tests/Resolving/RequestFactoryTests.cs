using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Resolving;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests.Resolving;

[TestClass]
public sealed class RequestFactoryTests
{
    [TestMethod]
    [DataRow("/p/data/a.jsonl", "data/a.jsonl")]
    [DataRow("data/a b;c%20d.jsonl", "data/a b;c%20d.jsonl")]
    [DataRow("../other/a.jsonl", "/other/a.jsonl")]
    [DataRow("/elsewhere/a.jsonl", "/elsewhere/a.jsonl")]
    [DataRow("..a/b", "..a/b")]
    [DataRow(@"data\specs\a.yaml", "data/specs/a.yaml")]
    public void Paths_inside_the_project_are_relative_and_others_absolute(string path, string expected) =>
        Assert.AreEqual(expected, RequestFactory.Relative("/p", path));

    [TestMethod]
    [DataRow(null, null)]
    [DataRow("", null)]
    [DataRow("20", 20)]
    public void A_count_is_empty_or_a_whole_number(string? text, int? expected) =>
        Assert.AreEqual(expected, RequestFactory.Count("SynthLimit", text));

    [TestMethod]
    [DataRow("0")]
    [DataRow("-1")]
    [DataRow("2.5")]
    [DataRow("all")]
    public void Any_other_count_names_its_property(string text)
    {
        var fault = Assert.ThrowsExactly<SynthException>(() => RequestFactory.Count("SynthLimit", text)).Diagnostics[0];
        Assert.AreEqual(Codes.BadOption, fault.Code);
        StringAssert.Contains(fault.Message, $"SynthLimit is '{text}'");
    }

    [TestMethod]
    public void A_request_survives_as_an_item_with_every_character()
    {
        using var project = new MiniProject();
        var item = project.Declare(task =>
        {
            task.Inputs = [MiniProject.Item("data/a b;c%20d@(x)$(y).jsonl", "rows")];
            task.Parameters = [MiniProject.Option("z", "1"), MiniProject.Option("a", "50 %;x"), MiniProject.Option("unset", "")];
            task.Limit = "7";
            task.TeacherFile = "configs/teacher.yaml";
        });
        var request = RequestItem.Read(item);
        Assert.AreEqual("data/a b;c%20d@(x)$(y).jsonl", request.Inputs[0].Path);
        Assert.AreEqual(project.Root, request.ProjectDirectory);
        Assert.AreEqual(7, request.Limit);
        Assert.AreEqual("configs/teacher.yaml", request.TeacherFile);
        Assert.IsNull(request.TeacherName);
        CollectionAssert.AreEqual(new[] { "a", "z" }, request.Parameters.Keys.ToArray());
    }
}
