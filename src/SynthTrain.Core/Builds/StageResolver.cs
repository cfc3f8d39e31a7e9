using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Builds;

/// <summary>Says whether a stage must run, and why. One instance serves one build's stages of one project, one after the other.</summary>
public sealed class StageResolver
{
    /// <summary>The parameter that the resolver adds when an input is partial: rows may be absent from it that come later.</summary>
    public const string PartialInputs = "partial_inputs";

    private readonly IFileSystem _files;
    private readonly ProjectLayout _layout;
    private readonly StatMemo _memo;
    private readonly TeacherMemo _teachers;
    private readonly ProducerStates _producers;
    private readonly LockFile _lock;

    /// <summary>Reads memo and lockfile.</summary>
    public StageResolver(IFileSystem files, string projectDirectory, TimeProvider? time = null, bool verify = false)
    {
        _files = files;
        _layout = new ProjectLayout(projectDirectory);
        _memo = new StatMemo(files, _layout, time ?? TimeProvider.System, verify);
        _teachers = new TeacherMemo(files, _layout);
        _producers = new ProducerStates(files, _layout);
        _lock = LockFile.Read(files, _layout);
    }

    /// <summary>How many files were read to be hashed.</summary>
    public int Hashed => _memo.Hashed;

    /// <summary>Compares what is asked with what the manifest records. Writes nothing.</summary>
    /// <exception cref="SynthException">The request itself is faulty: bad names, bad teacher file, damaged lockfile.</exception>
    public Resolution Resolve(StageRequest request, ResolveOptions options)
    {
        _layout.Check(request);
        var (descriptor, asked, missing) = Describe(request, options);
        var facts = new StageFacts
        {
            Request = asked,
            Descriptor = descriptor,
            Key = descriptor.Key(),
            MissingInputs = missing,
            Manifest = ManifestFile.Read(_files, _layout.Absolute(request.Manifest)),
            Ledger = Ledger(request).Read(),
            Lock = _lock.Find(request.Run, request.Stage),
            RunIsPinned = _lock.Exists && _lock.Pins(request.Run),
            Outputs = [.. request.Outputs.Select(output => (_layout.Relative(_layout.Absolute(output.Path)), _memo.Hash(_layout.Absolute(output.Path))))],
            RowsInJournal = new Lazy<long>(() => JournalRows(request)),
        };
        return StageVerdict.Of(facts, options);
    }

    /// <summary>Writes request and key where they differ, and takes the manifest of a stale stage away, so that its target starts.</summary>
    public void Apply(Resolution resolution, string requestFile, string keyFile)
    {
        AtomicFile.WriteWhenDifferent(_files, requestFile, StageRequestFile.ToUtf8(resolution.Request));
        AtomicFile.WriteWhenDifferent(_files, keyFile, Encoding.UTF8.GetBytes(resolution.Key + "\n"));
        // One fixed old time: no clock decides whether the target starts, only a missing output does.
        _files.SetModified(keyFile, DateTimeOffset.UnixEpoch);
        if (resolution.MustRun)
            Ledger(resolution.Request).Supersede(_layout.Absolute(resolution.Request.Manifest));
    }

    /// <summary>The limit that adds one batch to what the stage has done; null when that covers all rows of its first input.</summary>
    public int? NextBatchLimit(StageRequest request, int batchSize)
    {
        var manifest = ManifestFile.Read(_files, _layout.Absolute(request.Manifest));
        var done = manifest?.Result.RowsIn ?? Ledger(request).Read().RowsDone;
        var limit = done + batchSize;
        var first = _layout.Absolute(request.Inputs[0].Path);
        var total = _files.Stat(first) is null ? 0 : JsonlReader.Count(_files, first);
        return limit >= total ? null : (int)limit;
    }

    /// <summary>Keeps what was hashed for the next build. Called last, never in question mode.</summary>
    public void Save()
    {
        _memo.Save();
        _teachers.Save();
    }

    /// <summary>Current hash of a file of the project; null when it is absent.</summary>
    internal FileHash? Hash(string path) => _memo.Hash(_layout.Absolute(path));

    private (StageDescriptor Descriptor, StageRequest Asked, IReadOnlyList<string> Missing) Describe(StageRequest request, ResolveOptions options)
    {
        var descriptor = new StageDescriptor();
        var missing = new List<string>();
        descriptor.Add("stage", request.Stage);
        descriptor.Add("code version", request.CodeVersion);
        foreach (var output in request.Outputs)
            descriptor.Add("output " + output.Role, output.Path);
        var partial = false;
        var code = new List<StageFile>();
        foreach (var input in request.Inputs)
        {
            if (input.IsCode)
            {
                code.Add(input);
                continue;
            }

            var hash = InputHash(input.Path, options.Question, out var inputIsPartial);
            partial |= inputIsPartial;
            if (hash is null)
                missing.Add(input.Path);
            descriptor.AddInput(input, hash);
        }

        var asked = partial ? request with { Parameters = new SortedDictionary<string, string>(request.Parameters.ToDictionary(), StringComparer.Ordinal) { [PartialInputs] = "true" } } : request;
        foreach (var (name, value) in asked.Parameters)
            descriptor.Add("param " + name, value);
        if (request.Limit is { } limit)
            descriptor.Add("limit", limit);
        if (request.TeacherFile is { } file)
            DescribeTeacher(descriptor, file, request.TeacherName, missing);
        if (descriptor.Pairs.ContainsKey(TeacherDefinition.PluginKey))
            DescribeCode(descriptor, code, missing);
        return (descriptor, asked, missing);
    }

    private void DescribeTeacher(StageDescriptor descriptor, string file, string? name, List<string> missing)
    {
        if (_memo.Hash(_layout.Absolute(file)) is not { } hash)
        {
            missing.Add(file);
            return;
        }

        foreach (var (parameter, value) in _teachers.KeyParameters(hash, name))
            descriptor.Add(parameter, value);
    }

    private void DescribeCode(StageDescriptor descriptor, List<StageFile> code, List<string> missing)
    {
        foreach (var file in code)
        {
            var hash = _memo.Hash(_layout.Absolute(file.Path))?.Sha256;
            if (hash is null)
                missing.Add(file.Path);
            descriptor.AddInput(file, hash);
        }
    }

    private string? InputHash(string path, bool question, out bool partial)
    {
        var pinned = _lock.Output(_layout.Relative(_layout.Absolute(path)));
        var hash = _memo.Hash(_layout.Absolute(path))?.Sha256 ?? (question ? pinned?.Sha256 : null);
        var state = hash is null ? null : _producers.StateOf(path, hash) ?? (pinned?.Sha256 == hash ? pinned?.State : null);
        partial = state == Manifest.Partial;
        return hash;
    }

    private StageLedgerFile Ledger(StageRequest request) => new(_files, _layout, request.Run, request.Stage);

    private long JournalRows(StageRequest request)
    {
        var journal = _layout.Journal(request.Run, request.Stage);
        return _files.Stat(journal) is null ? 0 : JsonlReader.Count(_files, journal);
    }
}
