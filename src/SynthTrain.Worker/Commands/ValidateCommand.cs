using System.CommandLine;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Worker.Channels;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain validate</c>: checks specs, prompts, schemas and the teacher file without running anything.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var requests = new Option<FileInfo[]>("--request") { Description = "Request files.", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };
        var protocol = new Option<string>("--protocol") { Description = "text for people, ndjson for a build.", DefaultValueFactory = _ => "text" };
        protocol.AcceptOnlyFromAmong("text", "ndjson");
        var command = new Command("validate", "Check the configuration of stages without running them.") { requests, protocol };
        command.SetAction(result =>
        {
            using var output = Console.OpenStandardOutput();
            IWorkerChannel channel = result.GetValue(protocol) == "ndjson"
                ? new NdjsonChannel(output, TimeProvider.System)
                : new ConsoleChannel(Console.Out, Console.Error, TimeProvider.System);
            return Validate(channel, [.. (result.GetValue(requests) ?? []).Select(file => file.FullName)]);
        });
        return command;
    }

    private static int Validate(IWorkerChannel channel, IReadOnlyList<string> paths)
    {
        var files = new PhysicalFileSystem();
        var faults = new List<Diagnostic>();
        var requests = new List<StageRequest>();
        foreach (var path in paths)
            Gather(faults, () => requests.Add(StageRequestFile.Read(files, path)));
        foreach (var run in requests.GroupBy(request => request.Run, StringComparer.Ordinal))
            faults.AddRange(StageGraph.Check([.. run]));
        var registry = new StageRegistry(System.Reflection.Assembly.Load("SynthTrain.Stages"));
        foreach (var request in requests)
            Validate(faults, registry, request, files, channel);
        // Stages share files, and one fault is told once.
        foreach (var fault in faults.Distinct())
            channel.Report(fault);
        channel.Result(faults.Count == 0 ? "complete" : "failed", $"{requests.Count} stages checked");
        return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    // One fault hides no other: the teacher file is checked by itself.
    private static void Validate(List<Diagnostic> faults, StageRegistry registry, StageRequest request, IFileSystem files, IDiagnosticSink diagnostics)
    {
        TeacherDefinition? teacher = null;
        if (request.TeacherFile is { } file)
            Gather(faults, () => teacher = TeacherConfig.Load(files, new ProjectLayout(request.ProjectDirectory).Absolute(file), file, request.TeacherName));
        var context = new StageContext(request, files, diagnostics, _ => throw new InvalidOperationException("Validation writes nothing.")) { Teacher = teacher };
        Gather(faults, () => (registry.Create(request) as IStageValidator)?.Validate(context));
    }

    private static void Gather(List<Diagnostic> faults, Action check)
    {
        try
        {
            check();
        }
        catch (SynthException e)
        {
            faults.AddRange(e.Diagnostics);
        }
    }
}
