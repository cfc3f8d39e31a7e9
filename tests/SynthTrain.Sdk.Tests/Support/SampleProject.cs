using System.Security.Cryptography;
using System.Text.Json;

namespace SynthTrain.Sdk.Tests.Support;

/// <summary>A copy of a sample in a folder of its own, as a user's checkout.</summary>
internal abstract class SampleProject : IDisposable
{
    private static readonly string[] s_made = ["data/interim", "data/processed", "eval/suites", "training", ".synthtrain", "obj", "bin"];
    private readonly string[] _results;
    private int _builds;

    /// <param name="sample">Its folder in <c>samples</c>.</param>
    /// <param name="folder">Where the copy goes; null takes a new one.</param>
    /// <param name="results">Folders that stages write.</param>
    protected SampleProject(string sample, string? folder, params string[] results)
    {
        _results = results;
        Root = folder ?? Directory.CreateTempSubdirectory(sample.ToLowerInvariant() + "-").FullName;
        Directory.CreateDirectory(Root);
        var from = Repository.Path("samples", sample);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file).Replace('\\', '/');
            if (s_made.Any(made => relative.StartsWith(made + "/", StringComparison.Ordinal)) || relative.EndsWith(".binlog", StringComparison.Ordinal) || relative == "synthtrain.lock.json")
                continue;
            Write(relative, File.ReadAllText(file));
        }

        // The outer repository must not leak in, nor any folder above the temporary one.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Build.rsp", "");
        Edit($"{sample}.synthproj", text => text.Replace("../../src", Repository.Path("src"), StringComparison.Ordinal));
    }

    public string Root { get; }

    /// <summary>Calls that were sent to the teacher so far.</summary>
    public IReadOnlyList<string> Calls => Has("calls.log") ? Shared.ReadLines(this["calls.log"]) : [];

    /// <summary>Calls of one kind, such as <c>draft</c>.</summary>
    public int CallsFor(string task) => Calls.Count(call => call.Contains($"\"task\":\"{task}\"", StringComparison.Ordinal));

    public string this[string relative] => Path.Combine(Root, relative);

    public bool Has(string relative) => File.Exists(this[relative]);

    public string Read(string relative) => File.ReadAllText(this[relative]);

    public string[] Lines(string relative) => File.ReadAllLines(this[relative]);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
    }

    public void Edit(string relative, Func<string, string> edit)
    {
        var before = Read(relative);
        var after = edit(before);
        Assert.AreNotEqual(before, after, $"The edit of {relative} changed nothing.");
        Write(relative, after);
    }

    public void Delete(params ReadOnlySpan<string> relatives)
    {
        foreach (var relative in relatives)
        {
            if (Directory.Exists(this[relative]))
                Directory.Delete(this[relative], recursive: true);
            else
                File.Delete(this[relative]);
        }
    }

    /// <summary><c>dotnet build -t:verb</c> with a binary log and a log of teacher calls; a project without packages needs no restore.</summary>
    public CliResult Build(string verb, string options = "", IReadOnlyDictionary<string, string>? environment = null) =>
        Cli.Run(Root, $"build --no-restore -t:{verb} -tl:off -p:SynthTeacherLog=calls.log {options}", environment, this[$"build{++_builds}.binlog"]);

    /// <summary>Bytes of everything the stages wrote, without the manifests' run sections.</summary>
    public SortedDictionary<string, string> Made()
    {
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in _results)
        {
            if (!Directory.Exists(this[folder]))
                continue;
            foreach (var file in Directory.GetFiles(this[folder], "*", SearchOption.AllDirectories))
                made[Path.GetRelativePath(Root, file)] = file.EndsWith(".manifest.json", StringComparison.Ordinal) ? WithoutRun(file) : File.ReadAllText(file);
        }

        return made;
    }

    /// <summary>Every file of the project by content, without the logs that the test itself asks for.</summary>
    public SortedDictionary<string, string> Tree()
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".binlog", StringComparison.Ordinal)))
            tree[Path.GetRelativePath(Root, file)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        return tree;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string WithoutRun(string manifest)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(manifest))!.AsObject();
        root.Remove("run");
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
