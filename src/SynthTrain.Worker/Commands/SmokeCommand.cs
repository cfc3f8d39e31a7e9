using System.CommandLine;
using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Smoke;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain smoke</c>: asks every model of the teacher file, or of one teacher, tiny questions.</summary>
internal static class SmokeCommand
{
    public static Command Create()
    {
        var project = ProjectOption.Create();
        var protocol = ProtocolOption.Create();
        var file = new Option<string>("--teacher-file") { Description = "The file that names the teachers.", DefaultValueFactory = _ => "configs/teacher.yaml" };
        var teacher = new Option<string?>("--teacher") { Description = "One of them; all when left out." };
        var command = new Command("smoke", "Check keys, models, schema support and streaming of teachers with tiny requests.") { project, protocol, file, teacher };
        command.SetAction(result => ProtocolOption.RunAsync(
            result.GetValue(protocol)!,
            result.GetValue(project)!.FullName,
            context => SmokeAsync(context, result.GetValue(file)!, result.GetValue(teacher))));
        return command;
    }

    private static async Task<string> SmokeAsync(VerbContext context, string file, string? name)
    {
        var path = new ProjectLayout(context.Project).Absolute(file.Replace('\\', '/'));
        IReadOnlyList<TeacherDefinition> teachers = name is null ? TeacherConfig.LoadAll(context.Files, path, file) : [TeacherConfig.Load(context.Files, path, file, name)];
        var test = new SmokeTest(new ProviderServices(context.Keys, TimeProvider.System));
        var faults = new List<Diagnostic>();
        context.Channel.Text(Line("teacher", "model", "answer", "schema", "stream", "seconds"));
        foreach (var (teacher, model) in teachers.SelectMany(teacher => teacher.Models.Select(model => (teacher, model))))
        {
            var result = await test.RunAsync(teacher, model, context.Drain);
            context.Channel.Text(Line(result.Teacher, result.Model, result.Answer, result.Schema, result.Stream, result.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)));
            if (result.Fault is { } fault)
                faults.Add(fault);
        }

        return faults.Count == 0 ? "every model answers" : throw new SynthException(faults);
    }

    private static string Line(params ReadOnlySpan<string> cells)
    {
        Span<int> widths = [16, 32, 14, 14, 8, 0];
        var line = "";
        for (var cell = 0; cell < cells.Length; cell++)
            line += cells[cell].PadRight(widths[cell]) + (cell < cells.Length - 1 ? " " : "");
        return line.TrimEnd();
    }
}
