using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Rows;

namespace SynthTrain.Core.Builds;

/// <summary>Judges a stage from facts alone.</summary>
internal static class StageVerdict
{
    public static Resolution Of(StageFacts facts, ResolveOptions options)
    {
        var reasons = Reasons(facts, options);
        var (state, errors) = Judge(facts, options, reasons);
        var mustRun = reasons.Count > 0 && errors.Count == 0 && state is not (StageState.Pinned or StageState.UserOwned);
        return new Resolution
        {
            State = state,
            Key = facts.Key,
            Request = facts.Request,
            Asked = facts.Descriptor.Pairs,
            Reasons = state == StageState.Pinned ? [] : reasons,
            Errors = errors,
            Warnings = mustRun || facts.Manifest is null ? [] : Repeated(facts),
            MustRun = mustRun,
            IsAdopted = reasons.Count == 0 && facts.Manifest is { State: Manifest.Adopted },
            Summary = Summary(facts),
        };
    }

    private static (StageState State, IReadOnlyList<Diagnostic> Errors) Judge(StageFacts facts, ResolveOptions options, List<string> reasons)
    {
        if (reasons.Count == 0)
            return (facts.Manifest!.State == Manifest.Partial ? StageState.Partial : StageState.Current, []);
        if (!options.Force && !options.Adopt && facts.UserFiles is [_, ..] own)
            return (StageState.UserOwned, [UserOwned(facts, own)]);
        if (options.Question && !options.Force && !options.IgnorePins && !facts.Ledger.Forcing && !facts.Ledger.Retrying && facts.IsPinned)
            return (StageState.Pinned, []);
        return (Unfinished(facts), Faults(facts, options));
    }

    private static List<string> Reasons(StageFacts facts, ResolveOptions options)
    {
        var reasons = new List<string>();
        var outputs = OutputReasons(facts);
        if (facts.Manifest is { State: Manifest.Adopted } && !options.Force && outputs.Count == 0)
            return reasons;
        if (options.Force)
            reasons.Add("forced by SynthForce");
        else if (facts.Ledger.Forcing)
            reasons.Add("a forced run is unfinished");
        if (facts.Ledger.Retrying)
            reasons.Add("a run that asks rejected rows again is unfinished");
        if (options.Adopt)
            reasons.Add("adopting the files that are there");
        if (facts.Manifest is not null)
        {
            reasons.AddRange(facts.Descriptor.Differences(facts.Manifest.Asked));
            reasons.AddRange(outputs);
            if (facts.Manifest.Result.Failed > 0)
                reasons.Add($"{facts.Manifest.Result.Failed} rows failed at the last run");
            if (options.RetryRejected && facts.Manifest.Result.Rejected.Values.Sum() is > 0 and var rejected)
                reasons.Add($"{rejected} rejected rows are asked again");
        }
        else
        {
            var before = facts.Ledger.Asked is { } asked ? facts.Descriptor.Differences(asked) : [];
            reasons.AddRange(before);
            if (before.Count == 0)
                reasons.Add(Unmade(facts));
        }

        return reasons;
    }

    private static string Unmade(StageFacts facts)
    {
        if (facts.RowsInJournal.Value is > 0 and var rows)
            return $"unfinished: {rows} rows are in the journal";
        return facts.Ledger.Asked is null ? "not made yet" : "the last run did not finish";
    }

    private static List<string> OutputReasons(StageFacts facts)
    {
        var reasons = new List<string>();
        if (facts.Manifest is null)
            return reasons;
        foreach (var (path, hash) in facts.Outputs)
        {
            var recorded = facts.Recorded(path);
            if (hash is null)
                reasons.Add($"output {path}: deleted");
            else if (recorded is not null && recorded != hash.Sha256)
                reasons.Add($"output {path}: differs from the manifest");
        }

        return reasons;
    }

    private static StageState Unfinished(StageFacts facts)
    {
        if (facts.Manifest is { Result.Failed: > 0 } || IsLimited(facts))
            return StageState.Partial;
        if (facts.Manifest is not null || facts.Ledger.Asked is not null)
            return StageState.Stale;
        return facts.RowsInJournal.Value > 0 ? StageState.Partial : StageState.Missing;
    }

    // What is there is right as far as it goes: the same was asked of fewer rows.
    private static bool IsLimited(StageFacts facts) =>
        facts.Manifest is { State: Manifest.Partial } manifest
        && OutputReasons(facts).Count == 0
        && facts.Descriptor.Differences(manifest.Asked).All(difference => difference.StartsWith("limit:", StringComparison.Ordinal));

    private static List<Diagnostic> Faults(StageFacts facts, ResolveOptions options)
    {
        var faults = new List<Diagnostic>();
        var stage = facts.Request.Stage;
        if (options.Adopt && facts.Outputs[0].Hash is null)
            faults.Add(Diagnostic.Error(Codes.CannotAdopt, $"There is nothing to adopt for stage '{stage}': '{facts.Outputs[0].Path}' does not exist. Put your file there, then build with -p:SynthAdopt again.", facts.Outputs[0].Path));
        if (!options.Question && !options.Adopt)
            faults.AddRange(facts.MissingInputs.Select(path => Diagnostic.Error(Codes.InputMissing, $"Stage '{stage}' reads '{path}', which does not exist or is no file. Run the stage that makes it (without -p:SynthOnly), or put your own file there.", path)));
        if (options.Ci && !options.Adopt && facts.Request.Cached != false && facts.RunIsPinned && faults.Count == 0 && facts.Lock is not { State: Manifest.Adopted } && facts.Lock?.Key != facts.Key)
            faults.Add(Diagnostic.Error(Codes.LockfileMismatch, $"CI=true, and building stage '{stage}' of run '{facts.Request.Run}' would change synthtrain.lock.json ({(facts.Lock is null ? "it has no entry" : "its entry was made for other inputs")}). Build it on your machine and commit the lockfile.", "synthtrain.lock.json"));
        return faults;
    }

    private static Diagnostic UserOwned(StageFacts facts, IReadOnlyList<string> own)
    {
        var stage = facts.Request.Stage;
        var name = char.ToUpperInvariant(stage[0]) + stage[1..];
        var what = facts.Manifest is null ? "was not made by it" : "was edited by hand since";
        return Diagnostic.Error(Codes.UserOwned, $"'{string.Join("', '", own)}' is an output of stage '{stage}' and {what}, so it is not overwritten. Use it with -p:SynthAdopt={name}, or move it aside and make it anew with -p:SynthForce={name}.", own[0]);
    }

    // What the run itself said in one line, a skipped stage says again.
    private static List<Diagnostic> Repeated(StageFacts facts)
    {
        var result = facts.Manifest!.Result;
        var warnings = new List<Diagnostic>();
        var file = facts.Request.Outputs.FirstOrDefault(output => output.Role == RowDefaults.RejectedRole)?.Path ?? facts.Outputs[0].Path;
        if (result.Rejected.Count > 0)
            warnings.Add(Diagnostic.Warning(Codes.RowsRejected, RowWarnings.Summary(result.Rejected, result.RowsIn, file), file));
        if (facts.Manifest.State == Manifest.Partial)
            warnings.Add(Diagnostic.Warning(Codes.Partial, $"The result of stage '{facts.Request.Stage}' is partial: {result.PartialReason ?? "calls failed"}.", facts.Outputs[0].Path));
        return warnings;
    }

    private static string Summary(StageFacts facts)
    {
        if (facts.Manifest is not { Result: var result } manifest)
            return facts.RowsInJournal.Value is > 0 and var rows ? $"{rows} rows in the journal" : "";
        var rejected = result.Rejected.Values.Sum();
        var text = $"{result.Accepted} {result.Unit}";
        if (rejected > 0)
            text += $", {rejected} rejected";
        if (result.Failed > 0)
            text += $", {result.Failed} failed";
        if (manifest.State == Manifest.Adopted)
            text += ", adopted";
        return result.PartialReason is { } partial ? $"{text} ({partial})" : text;
    }
}
