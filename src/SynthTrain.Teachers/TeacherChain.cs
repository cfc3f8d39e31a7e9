using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.DryRun;
using SynthTrain.Teachers.Logging;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Replies;

namespace SynthTrain.Teachers;

/// <summary>A teacher as stages use it: provider and decorators, put together in one place.</summary>
public sealed class TeacherChain : ITeacher, IDisposable
{
    private readonly ITeacher _outermost;
    private readonly ReplyStore? _store;

    private TeacherChain(ITeacher outermost, ReplyStore? store, string? identity)
    {
        _outermost = outermost;
        _store = store;
        Identity = identity;
    }

    /// <summary>What shapes answers besides the teacher's definition, for rows' keys; null when nothing does.</summary>
    public string? Identity { get; }

    /// <summary>Puts a chain together: system prompt → reply cache → log → provider. Placeholders of a dry run are neither kept nor logged: nothing is sent.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/>.</exception>
    public static TeacherChain Build(TeacherChainOptions options)
    {
        var provider = options.Teacher.Provider;
        if (provider == TeacherDefinition.DryRunProvider)
            return new TeacherChain(new DryRunTeacher(), store: null, identity: null);
        if (provider != TeacherDefinition.OfflineProvider && !options.Teacher.Replay)
            throw new SynthException(Codes.BadTeacher, $"Teacher '{options.Teacher.Name}' names provider '{provider}'; allowed is {TeacherDefinition.OfflineProvider}.");
        var rules = new OfflineRules(options.RuleAssemblies);
        var keys = new RequestKeys(rules, options.ForceEpoch);
        var store = new ReplyStore(new ReplyStoreOptions { Files = options.Files, Directory = options.ReplyDirectory, Diagnostics = options.Diagnostics, ReadOnly = options.Teacher.Replay, Recordings = options.Recordings, RecordingsDisplay = options.RecordingsDisplay });
        ITeacher teacher = options.Teacher.Replay ? new ReplayTeacher() : new OfflineTeacher(rules, options.Time);
        if (options.LogFile is { } log && !options.Teacher.Replay)
            teacher = new TeacherLog(teacher, options.Files, log, keys);
        teacher = new SystemPromptTeacher(new ReplyCache(teacher, store, keys));
        return new TeacherChain(teacher, store, rules.Identity);
    }

    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => _outermost.AskAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _store?.Dispose();
}
