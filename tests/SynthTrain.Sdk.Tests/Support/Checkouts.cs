namespace SynthTrain.Sdk.Tests.Support;

/// <summary>Projects that begin where others stand.</summary>
[TestClass]
public static class Checkouts
{
    private static readonly Lazy<PocketGuide> s_full = new(BuildFull);

    /// <summary>A copy of a project after <c>DataFull</c>, with everything on its disk; its log of calls is empty.</summary>
    internal static PocketGuide Full() =>
        Clone(s_full.Value, "data/interim", "data/processed", "eval/suites", ".synthtrain", "synthtrain.lock.json");

    /// <summary>A fresh checkout: what is committed, and besides the files and folders that are named.</summary>
    internal static PocketGuide Clone(PocketGuide from, params ReadOnlySpan<string> paths)
    {
        var clone = new PocketGuide();
        foreach (var path in paths)
        {
            if (Directory.Exists(from[path]))
                CopyFolder(from[path], clone[path]);
            else
                CopyFile(from[path], clone[path]);
        }

        return clone;
    }

    /// <summary>What <c>DataFull</c> of the sample as it is writes.</summary>
    internal static SortedDictionary<string, string> FullMade() => s_full.Value.Made();

    /// <summary>How many calls that took.</summary>
    internal static int FullCalls(string task) => s_full.Value.CallsFor(task);

    [AssemblyCleanup]
    public static void Delete()
    {
        if (s_full.IsValueCreated)
            s_full.Value.Dispose();
    }

    private static PocketGuide BuildFull()
    {
        var project = new PocketGuide();
        project.Build("DataFull").ShouldSucceed();
        return project;
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            CopyFile(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    // Times are kept, as by 'cp -a'.
    private static void CopyFile(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
    }
}
