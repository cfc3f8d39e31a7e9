using System.CommandLine;
using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain compact</c>: puts a project's replies into one file without what no request needs.</summary>
internal static class CompactCommand
{
    public static Command Create()
    {
        var project = ProjectOption.Create();
        var protocol = ProtocolOption.Create();
        var command = new Command("compact", "Rewrite .synthtrain/replies without superseded, doubled and torn lines.") { project, protocol };
        command.SetAction(result => ProtocolOption.RunAsync(result.GetValue(protocol)!, result.GetValue(project)!.FullName, context => Task.FromResult(Compact(context))));
        return command;
    }

    private static string Compact(VerbContext context)
    {
        var summary = new ReplyCompactor(new ReplyStoreOptions
        {
            Files = context.Files,
            Directory = new ProjectLayout(context.Project).Replies,
            Diagnostics = context.Channel,
        }).Compact();
        return summary.FilesBefore == 0
            ? "there are no replies"
            : string.Create(CultureInfo.InvariantCulture, $"{summary.Replies} replies; {summary.FilesBefore} file(s) of {summary.BytesBefore:N0} bytes before, one of {summary.BytesAfter:N0} bytes after");
    }
}
