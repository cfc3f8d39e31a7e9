using System.CommandLine;
using SynthTrain.Core.Builds.Reports;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain report</c>: what the stages of a project took, by the requests of its last build.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var project = ProjectOption.Create();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("report", "Print rows, time, requests, tokens, money and figures of every stage that was made.") { project, json };
        command.SetAction(result => Print(result.GetValue(project)!, result.GetValue(json)));
        return command;
    }

    private static int Print(DirectoryInfo project, bool json)
    {
        try
        {
            var files = new PhysicalFileSystem();
            var reports = RunReport.Of(files, project.FullName, ProjectRequests.Read(files, project.FullName));
            Console.Out.Write(json ? RunReport.ToJson(reports) : string.Concat(reports.SelectMany(report => report.ToLines()).Select(line => line + "\n")));
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
