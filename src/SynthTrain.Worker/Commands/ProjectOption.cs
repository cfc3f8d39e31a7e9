using System.CommandLine;

namespace SynthTrain.Worker.Commands;

/// <summary>The option that names a data project's folder.</summary>
internal static class ProjectOption
{
    public static Option<DirectoryInfo> Create() => new("--project", "-p")
    {
        Description = "The data project's folder; by default the current one.",
        DefaultValueFactory = _ => new DirectoryInfo("."),
    };
}
