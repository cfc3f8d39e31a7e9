using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Builds;

/// <summary>One execution of one stage, under its lock.</summary>
internal sealed class StageAttempt(EnginePorts ports, ProjectLayout layout, StageRequest request, ExecuteOptions options)
{
    private readonly IFileSystem _files = ports.Files;
    private readonly RunCache _cache = new(ports.Files, layout);
    private readonly StageLedgerFile _memory = new(ports.Files, layout, request.Run, request.Stage);
    private readonly DateTimeOffset _started = ports.Time.GetUtcNow();
    private readonly long _startedAt = ports.Time.GetTimestamp();

    public async Task<ExecutionOutcome> RunAsync(Func<StageExecution, Task<StageResult>> run, CancellationToken cancellationToken)
    {
        var resolver = new StageResolver(_files, layout.Root, ports.Time);
        var resolution = resolver.Resolve(request, new ResolveOptions { Force = options.Force, Adopt = options.Adopt, RetryRejected = options.RetryRejected, Ci = options.Ci });
        if (resolution.Errors.Count > 0)
            throw new SynthException(resolution.Errors);
        if (!resolution.MustRun)
            return new ExecutionOutcome("current", null);
        _memory.Supersede(layout.Absolute(request.Manifest));
        using var outputs = new OutputSet(_files, layout);
        var ledger = Next(resolution);
        var standing = Standing();
        var pin = new Pinning(Replace: options.Force || options.Adopt || ledger.Forcing || ledger.Retrying, options.Ci);
        var known = new KnownResults(_files, layout, _cache, request);
        var adopt = options.Adopt || (!options.Force && known.IsAdopted());
        var result = pin.Replace || adopt ? null : known.Restore(resolution, outputs);
        var execution = adopt || result is not null ? null : Execution(resolution, outputs, (ledger, pin.Replace ? null : known.Pin(resolution))) with { IsPinned = !pin.Replace && known.IsPinned(resolution) };
        await CheckAsync(execution);
        Begin(ledger);
        if (options.Force)
            standing = Standing();
        if (result is not null)
            return await CommitAsync(result with { Outputs = Hashes(outputs) }, "restored", outputs, (pin, standing), cancellationToken);
        var made = execution is null ? new StageAdopter(_files, layout).Adopt(request, outputs) : await run(execution);
        var hashes = Hashes(outputs);
        if (!adopt)
            CheckInputs(resolution);
        var manifest = Record(resolution, made, hashes, adopt);
        return await CommitAsync(manifest, manifest.State, outputs, (pin with { Replace = pin.Replace || adopt }, standing), cancellationToken);
    }

    private IReadOnlyList<FileHash> Hashes(OutputSet outputs) => outputs.Hash(request.Stage, request.Outputs.Select(output => output.Path));

    // What a refused stage would leave behind would cost money at the next build, so the refusal leaves everything as it was.
    private async Task CheckAsync(StageExecution? execution)
    {
        if (execution is null || options.Check is not { } check)
            return;
        try
        {
            await check(execution);
        }
        catch
        {
            _memory.Reinstate(layout.Absolute(request.Manifest));
            throw;
        }
    }

    // A new epoch unless an unfinished forced run goes on, or a refused result is to be taken after all.
    private StageLedger Next(Resolution resolution)
    {
        var ledger = _memory.Read();
        if (options.Force && !ledger.Forcing)
            ledger = ledger with { Epoch = ledger.Epoch + (ledger.RefusedKey == resolution.Key ? 0 : 1), Forcing = true };
        return ledger with { Retrying = ledger.Retrying || options.RetryRejected };
    }

    private void Begin(StageLedger ledger)
    {
        if (options.Force)
            MoveAside(ledger);
        _memory.Write(ledger);
    }

    // What stands at the outputs before the stage runs; a user who edits it meanwhile must not lose the edit.
    private List<string?> Standing()
    {
        var resolver = new StageResolver(_files, layout.Root, ports.Time);
        return [.. request.Outputs.Select(output => resolver.Hash(output.Path)?.Sha256)];
    }

    private void MoveAside(StageLedger ledger)
    {
        foreach (var output in request.Outputs.Select(output => layout.Absolute(output.Path)))
        {
            if (_files.Stat(output) is null)
                continue;
            var hash = Hashing.FileHasher.Hash(_files, output);
            if (ledger.Made.Contains(hash))
                continue;
            var aside = Path.Combine(Path.GetDirectoryName(output)!, $"{Path.GetFileNameWithoutExtension(output)}.aside-{hash[..8]}{Path.GetExtension(output)}");
            _files.Replace(output, aside);
            ports.Diagnostics.Report(Diagnostic.Info(Codes.UserOwned, $"'{layout.Relative(output)}' was moved to '{layout.Relative(aside)}'.", layout.Relative(aside)));
        }
    }

    private StageExecution Execution(Resolution resolution, OutputSet outputs, (StageLedger Ledger, string? Pin) memory)
    {
        var asked = resolution.Request;
        if (options.RetryRejected)
            asked = asked with { Settings = new Dictionary<string, string>(asked.Settings) { [RowDefaults.RetryRejectedOption] = "true" } };
        var context = new StageContext(asked, _files, ports.Diagnostics, outputs.Open)
        {
            Progress = ports.Progress,
            Teacher = StageTeacher.Load(_files, layout, asked),
            CheckpointDirectory = layout.Checkpoints(asked.Run, asked.Stage),
            Epoch = memory.Ledger.Epoch,
            Pin = memory.Pin,
            Secret = ports.Secret,
            Time = ports.Time,
        };
        return new StageExecution(context, layout.Journal(asked.Run, asked.Stage), layout.Replies, memory.Ledger.Epoch);
    }

    private void CheckInputs(Resolution before)
    {
        var now = new StageResolver(_files, layout.Root, ports.Time).Resolve(request, new ResolveOptions { Question = true, Force = true });
        if (now.Key == before.Key)
            return;
        var descriptor = string.Join("; ", now.Asked.Where(pair => before.Asked.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Key));
        throw new SynthException(Codes.InputChanged, $"While stage '{request.Stage}' ran, this changed: {descriptor}. Nothing was recorded; build again.");
    }

    private Manifest Record(Resolution resolution, StageResult result, IReadOnlyList<FileHash> hashes, bool adopt)
    {
        var partialInput = resolution.Request.Parameters.ContainsKey(StageResolver.PartialInputs);
        var partial = result.PartialReason ?? (partialInput ? "an input is partial" : null);
        return new Manifest
        {
            Stage = request.Stage,
            Run = request.Run,
            Key = resolution.Key,
            State = adopt ? Manifest.Adopted : partial is not null || result.Failed > 0 ? Manifest.Partial : Manifest.Complete,
            Asked = resolution.Asked,
            Outputs = hashes,
            Result = result with { PartialReason = partial },
            Started = _started,
            Duration = ports.Time.GetElapsedTime(_startedAt),
        };
    }

    private async Task<ExecutionOutcome> CommitAsync(Manifest manifest, string state, OutputSet outputs, (Pinning Pin, List<string?> Standing) before, CancellationToken cancellationToken)
    {
        if (!Standing().SequenceEqual(before.Standing, StringComparer.Ordinal))
            throw new SynthException(Codes.UserOwned, $"An output of stage '{request.Stage}' was edited while the stage ran, so nothing was replaced. Build again: it will tell you which file and what you can do.", request.Outputs[0].Path);
        await new StageCommitter(_files, layout, request.Cached == false ? null : _cache, ports.Time).CommitAsync(manifest, layout.Absolute(request.Manifest), outputs, before.Pin, cancellationToken);
        return new ExecutionOutcome(state, manifest);
    }
}
