using System.CommandLine;
using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain record</c>: writes a project's replies into a file that can be committed.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var project = ProjectOption.Create();
        var protocol = ProtocolOption.Create();
        var recordings = new Option<string>("--recordings") { Description = "The folder of recordings.", DefaultValueFactory = _ => "recordings/" };
        var teachers = new Option<string>("--teacher-file") { Description = "The file that names the teachers.", DefaultValueFactory = _ => "configs/teacher.yaml" };
        var command = new Command("record", "Write all replies of .synthtrain/replies into recordings/replies.jsonl, sorted by key.") { project, protocol, recordings, teachers };
        command.SetAction(result => ProtocolOption.RunAsync(
            result.GetValue(protocol)!,
            result.GetValue(project)!.FullName,
            context => Task.FromResult(Record(context, result.GetValue(recordings)!, result.GetValue(teachers)!))));
        return command;
    }

    private static string Record(VerbContext context, string recordings, string teacherFile)
    {
        var layout = new ProjectLayout(context.Project);
        var folder = layout.Absolute(recordings.Replace('\\', '/'));
        var display = layout.Relative(folder.TrimEnd('/'));
        LearnKeys(context, layout.Absolute(teacherFile.Replace('\\', '/')), teacherFile);
        var summary = new ReplyRecorder(
            new ReplyStoreOptions { Files = context.Files, Directory = layout.Replies, Diagnostics = context.Channel, Recordings = folder, RecordingsDisplay = display },
            context.Keys).Record();
        return string.Create(CultureInfo.InvariantCulture, $"{summary.Replies} replies ({summary.New} new) -> {display}/{ReplyRecorder.FileName}, {summary.Bytes:N0} bytes");
    }

    // A key that is known is taken out of what is about to be committed.
    private static void LearnKeys(VerbContext context, string path, string display)
    {
        if (context.Files.Stat(path) is null)
            return;
        foreach (var teacher in TeacherConfig.LoadAll(context.Files, path, display))
        {
            if (teacher.KeyVariable is { } variable)
                context.Keys.Find(variable);
        }
    }
}
