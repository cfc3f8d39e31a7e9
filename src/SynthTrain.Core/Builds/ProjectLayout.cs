using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Where a data project keeps what the build remembers. All paths are absolute.</summary>
public sealed class ProjectLayout(string projectDirectory)
{
    /// <summary>The project's folder.</summary>
    public string Root { get; } = Path.GetFullPath(projectDirectory);

    /// <summary>Journals, replies, run cache: paid for, so outside <c>obj</c>.</summary>
    public string State => Path.Combine(Root, ".synthtrain");

    /// <summary>Replies of teachers, shared by all stages and runs.</summary>
    public string Replies => Path.Combine(State, "replies");

    /// <summary>What was paid, shared by all stages and runs.</summary>
    public string Spend => Path.Combine(State, "spend");

    /// <summary>Results by key and content.</summary>
    public string Cache => Path.Combine(State, "cache");

    /// <summary>Hashes of files by size and time.</summary>
    public string Memo => Path.Combine(State, "hashes.txt");

    /// <summary>The committed lockfile.</summary>
    public string LockFile => Path.Combine(Root, "synthtrain.lock.json");

    /// <summary>The row journal of a stage.</summary>
    public string Journal(string run, string stage) => Path.Combine(State, "journal", run, stage + ".jsonl");

    /// <summary>What a long stage keeps of its work so far, to go on from after an interruption.</summary>
    public string Checkpoints(string run, string stage) => Path.Combine(State, "checkpoints", run, stage);

    /// <summary>Batch jobs of all runs.</summary>
    public string AllBatches => Path.Combine(State, "batches");

    /// <summary>Batch jobs of a stage: their ids, their requests and results until they are in the reply cache.</summary>
    public string Batches(string run, string stage) => Path.Combine(AllBatches, run, stage);

    /// <summary>What the engine remembers of a stage besides its manifest.</summary>
    public string Ledger(string run, string stage) => Path.Combine(State, "state", run, stage + ".json");

    /// <summary>What teacher files say, by their hash.</summary>
    public string Teachers => Path.Combine(State, "teachers.json");

    /// <summary>A lock file.</summary>
    public string Lock(string name) => Path.Combine(State, "locks", name + ".lock");

    /// <summary>The lock that whoever writes a stage's outputs, journal or ledger holds.</summary>
    public string StageLock(StageRequest request) => Lock($"{request.Run}.{request.Stage}");

    /// <summary>An absolute path for a path of a request.</summary>
    public string Absolute(string path) => Path.GetFullPath(path, Root);

    /// <summary>A path relative to the project with <c>/</c>, or absolute when it lies outside.</summary>
    public string Relative(string path)
    {
        var relative = Path.GetRelativePath(Root, path).Replace('\\', '/');
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }

    /// <summary>Checks the names and paths of a request: names become file names, so they may hold nothing else.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadPath"/>.</exception>
    public void Check(StageRequest request)
    {
        foreach (var name in new[] { request.Run, request.Stage })
        {
            if (!IsName(name))
                throw new SynthException(Codes.BadPath, $"'{name}' is no name for a run or stage; allowed are letters, digits, '.', '_' and '-', beginning with a letter or digit.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in request.Outputs.Select(output => output.Path).Append(request.Manifest))
        {
            if (Path.IsPathRooted(Relative(Absolute(output))))
                throw new SynthException(Codes.BadPath, $"Output '{output}' of stage '{request.Stage}' lies outside the project; name a path within '{Root}'.");
            if (!seen.Add(Absolute(output)))
                throw new SynthException(Codes.BadPath, $"Stage '{request.Stage}' writes '{output}' twice; give each output a path of its own.");
        }

        var cycle = request.Inputs.FirstOrDefault(input => seen.Contains(Absolute(input.Path)));
        if (cycle is not null)
            throw new SynthException(Codes.StageCycle, $"Stage '{request.Stage}' reads '{cycle.Path}', which it writes itself: {request.Stage} -> {cycle.Path} -> {request.Stage}. Give input and output different paths.", cycle.Path);
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
