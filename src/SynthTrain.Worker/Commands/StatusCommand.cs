using System.CommandLine;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain status</c>: how the stages of a project stand, by the requests of its last build.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var project = ProjectOption.Create();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("status", "Print CURRENT, STALE with reasons, PARTIAL with counts or MISSING for every stage.") { project, json };
        command.SetAction(result => Print(result.GetValue(project)!, result.GetValue(json)));
        return command;
    }

    private static int Print(DirectoryInfo project, bool json)
    {
        try
        {
            var files = new PhysicalFileSystem();
            var requests = ProjectRequests.Read(files, project.FullName);
            var report = StatusReport.Of(files, project.FullName, requests);
            Console.Out.Write(json ? report.ToJson() : report.ToText());
            return ExitCodes.Done;
        }
        catch (SynthException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                Console.Error.WriteLine(diagnostic);
            return ExitCodes.Failed;
        }
    }
}
