using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace SynthTrain.Tasks.Tests.Support;

/// <summary>A project with one stage, in a folder whose name has what MSBuild treats specially.</summary>
internal sealed class MiniProject : IDisposable
{
    public MiniProject() => Write("in.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");

    public string Root { get; } = Directory.CreateTempSubdirectory("mini a;b%20c-").FullName;

    public string ProjectFile => Path.Combine(Root, "Mini.synthproj");

    public FakeEngine Engine { get; } = new();

    public string At(string relative) => Path.Combine(Root, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(relative))!);
        File.WriteAllText(At(relative), text);
    }

    /// <summary>What the targets file says of the stage.</summary>
    public ITaskItem Declare(Action<DeclareStage>? change = null)
    {
        var task = new DeclareStage
        {
            BuildEngine = Engine,
            Project = ProjectFile,
            Stage = "copy",
            Run = "main",
            CodeVersion = 1,
            Inputs = [Item("in.jsonl", "rows")],
            Outputs = [Item("out/out.jsonl", "copy")],
            Manifest = "out/out.manifest.json",
        };
        change?.Invoke(task);
        Assert.IsTrue(task.Execute(), string.Join('\n', Engine.Errors.Select(error => error.Message)));
        return task.Request!;
    }

    public ResolveStage Resolve(bool question = false, Action<ResolveStage>? change = null)
    {
        var task = new ResolveStage { BuildEngine = Engine, Project = ProjectFile, Request = Declare(), StateDirectory = "obj/synthtrain/main/", FailIfNotIncremental = question };
        change?.Invoke(task);
        return task;
    }

    public RunStage Run() => new()
    {
        BuildEngine = Engine,
        Project = ProjectFile,
        Stage = "copy",
        StateDirectory = "obj/synthtrain/main/",
        Worker = Path.Combine(AppContext.BaseDirectory, "SynthTrain.FakeWorker.dll"),
        DotnetHost = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
    };

    public static ITaskItem Item(string path, string role)
    {
        var item = new TaskItem(EscapeOf(path));
        item.SetMetadata("Role", role);
        return item;
    }

    public static ITaskItem Option(string name, string value)
    {
        var item = new TaskItem(name);
        item.SetMetadata("Value", value);
        return item;
    }

    /// <summary>Every file below the project with its content.</summary>
    public SortedDictionary<string, string> Snapshot() =>
        new(Directory.GetFiles(Root, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText), StringComparer.Ordinal);

    public void Dispose()
    {
        Engine.End();
        Directory.Delete(Root, recursive: true);
    }

    private static string EscapeOf(string path) => path.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);
}
