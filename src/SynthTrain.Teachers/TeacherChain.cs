using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Answers;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Batches.Wire;
using SynthTrain.Teachers.DryRun;
using SynthTrain.Teachers.Limits;
using SynthTrain.Teachers.Logging;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Replies;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tracing;

namespace SynthTrain.Teachers;

/// <summary>A teacher as stages use it: provider and decorators, put together in one place.</summary>
/// <remarks>
/// System prompt → structured output → reply cache → log → fallback → for each model: retry and breaker → budget → limits → sending → trace → timeout → provider.
/// What a provider counts is an attempt, so limits and budget stand inside the retry. Money may be waited for, and a place in the window is worth nothing later, so it is taken last. What is kept is the reply as it came, so the reading of answers stands before the cache.
/// </remarks>
public sealed class TeacherChain : ITeacher, IDisposable
{
    private readonly List<IDisposable> _parts = [];
    private ITeacher _outermost = new DryRunTeacher();

    private TeacherChain()
    {
    }

    /// <summary>What shapes answers besides the teacher's definition, for rows' keys; null when nothing does.</summary>
    public string? Identity { get; private set; }

    /// <summary>Fetches replies for rows that wait, as <see cref="RowRunnerOptions.NextRound"/>; null when none waits.</summary>
    public Func<CancellationToken, Task>? NextRound { get; private set; }

    /// <summary>Puts a chain together. Placeholders of a dry run are neither kept nor logged: nothing is sent.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/>, <see cref="Codes.MissingKey"/>, <see cref="Codes.BadUserAssembly"/>.</exception>
    public static TeacherChain Build(TeacherChainOptions options)
    {
        var chain = new TeacherChain();
        try
        {
            if (options.Teacher.Provider != TeacherDefinition.DryRunProvider)
                chain.Assemble(options);
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => _outermost.AskAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in _parts)
            part.Dispose();
        _parts.Clear();
    }

    private void Assemble(TeacherChainOptions options)
    {
        var rules = new OfflineRules(options.RuleAssemblies);
        var keys = new RequestKeys(rules, options.ForceEpoch);
        var store = Keep(new ReplyStore(new ReplyStoreOptions
        {
            Files = options.Files,
            Directory = options.ReplyDirectory,
            Diagnostics = options.Diagnostics,
            ReadOnly = options.Teacher.Replay || options.Rehearse is not null,
            Recordings = options.Recordings,
            RecordingsDisplay = options.RecordingsDisplay,
        }));
        ITeacher teacher = options.Teacher switch
        {
            _ when options.Rehearse is { } rehearse => rehearse(keys),
            { Replay: true } => new ReplayTeacher(),
            { Provider: TeacherDefinition.OfflineProvider } => new OfflineTeacher(rules, options.Time),
            _ when options.Batch is { } batch => Batches(batch, options, keys, store),
            _ => new FallbackTeacher(options.Teacher, [.. options.Teacher.Models.Select(model => Model(model, options))]),
        };
        // A job's requests are noted and asked again until they are answered: no line for each is a call.
        if (options.LogFile is { } log && options is { Teacher.Replay: false, Rehearse: null } && NextRound is null)
            teacher = Keep(new TeacherLog(teacher, log, keys, options.Files, options.Time));
        // Rules wait for nothing, so what is in the log is answered.
        if (options.Teacher.Provider == TeacherDefinition.OfflineProvider)
            teacher = new SendTeacher(teacher, options.Abort);
        teacher = new ReplyCache(teacher, store, keys);
        if (options.Teacher.IsModel)
            teacher = new StructuredOutputTeacher(teacher);
        _outermost = new SystemPromptTeacher(teacher);
        Identity = options.Teacher.Provider == TeacherDefinition.OfflineProvider ? rules.Identity : null;
    }

    private BatchCollector Batches(BatchJobs batch, TeacherChainOptions options, RequestKeys keys, ReplyStore store)
    {
        var definition = options.Teacher;
        var model = definition.Models[0];
        var wire = Keep(new ChatWire(definition, options.Services));
        var price = options.Prices?.Find(model);
        var collector = Keep(new BatchCollector(new BatchOptions
        {
            Stage = batch.Stage,
            Teacher = definition,
            Provider = BatchProviders.Create(definition, wire, options.Services),
            Wire = wire,
            Files = options.Files,
            Time = options.Time,
            Directory = batch.Directory,
            Keys = keys,
            Store = store,
            Secrets = options.Services.Keys,
            Account = options.Account,
            Price = reply => price?.Cost(reply.InputTokens, reply.OutputTokens, Math.Min(reply.CachedInputTokens, reply.InputTokens), batch: true),
            Bound = estimate => price?.Cost(estimate.InputTokens, estimate.OutputTokens, batch: true),
            Estimate = request => RequestTokens.Estimate(request, model),
            AdoptJob = batch.AdoptJob,
            Say = batch.Say,
            FirstPause = batch.Pause,
            LongestPause = batch.LongestPause,
        }));
        NextRound = collector.NextRoundAsync;
        return collector;
    }

    private RetryTeacher Model(string model, TeacherChainOptions options)
    {
        var definition = options.Teacher;
        var endpoint = definition.BaseUrl?.ToString() ?? definition.Provider;
        var limiter = Keep(SharedLimiter.Open(new LimiterOptions
        {
            Endpoint = endpoint,
            Model = model,
            Key = definition.KeyVariable is { } variable ? options.Services.Keys.Find(variable) : null,
            Limits = definition.Limits,
            Time = options.Time,
            Directory = options.LimitsDirectory,
        }));
        var teacher = ProviderFactory.Create(definition, model, options.Services);
        if (teacher is IDisposable client)
            Keep(client);
        teacher = new ScrubbingTeacher(new TimeoutTeacher(teacher, definition.Limits.Timeout, options.Time), options.Services.Keys);
        teacher = new SendTeacher(new TraceTeacher(teacher, definition, model, options.Time), options.Abort);
        teacher = new LimitTeacher(teacher, limiter, definition.Limits, options.Concurrency);
        if (options is { Account: { } account, Prices: { } prices })
            teacher = new SpendTeacher(teacher, account, prices, model);
        return new RetryTeacher(teacher, new RetryOptions
        {
            Model = model,
            Endpoint = endpoint,
            MaxAttempts = definition.Limits.MaxAttempts,
            Time = options.Time,
            Randomizer = options.Randomizer,
        });
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}
