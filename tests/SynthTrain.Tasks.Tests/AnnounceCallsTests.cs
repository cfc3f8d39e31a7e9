using Microsoft.Build.Framework;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests;

[TestClass]
public sealed class AnnounceCallsTests
{
    [TestMethod]
    public void A_number_of_answers_that_cannot_be_read_is_an_error_and_no_count_of_lines()
    {
        using var project = new MiniProject();

        Assert.IsFalse(Announce(project, "16001.2").Execute());

        Assert.AreEqual(Codes.BadOption, project.Engine.Errors.Single().Code);
        StringAssert.Contains(project.Engine.Errors.Single().Message, "'16001.2'");
    }

    [TestMethod]
    public void A_number_of_answers_is_said()
    {
        using var project = new MiniProject();

        Assert.IsTrue(Announce(project, "16002").Execute());

        StringAssert.Contains(project.Engine.Lines.Single(), "up to 16002 examples");
    }

    private static AnnounceCalls Announce(MiniProject project, string most)
    {
        ITaskItem request = project.Declare();
        request.SetMetadata("Answers", "examples");
        request.SetMetadata("Most", most);
        return new() { BuildEngine = project.Engine, Project = project.ProjectFile, Requests = [request] };
    }
}
