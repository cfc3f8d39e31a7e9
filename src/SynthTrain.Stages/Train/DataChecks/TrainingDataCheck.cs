using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>Looks at the rows before the model is opened: what the validation file has in common with the training file, and what stands in that one again and again.</summary>
internal static class TrainingDataCheck
{
    /// <summary>Reads both files once.</summary>
    /// <exception cref="SynthException"><see cref="Codes.Leakage"/> or <see cref="Codes.DuplicateRows"/> where the policy is to fail, both where both do; or that a file cannot be read.</exception>
    public static void Run(StageContext context, DataPolicy policy, CancellationToken cancellation)
    {
        var validation = policy.OnLeakage != DataPolicyAction.Ignore && context.Inputs("validation") is [var path, ..] ? path : null;
        if (validation is null && policy.OnDuplicates == DataPolicyAction.Ignore)
            return;
        var (leaked, repeated, rows) = (new LeakedRows(), new RepeatedRows(), 0);
        foreach (var (keys, line) in validation is null ? [] : Rows(context, validation, cancellation))
        {
            if (keys is not null)
                leaked.Validate(keys, line);
        }

        foreach (var (keys, line) in Rows(context, context.Input("train"), cancellation))
        {
            rows++;
            if (keys is null)
                continue;
            leaked.Train(keys, line);
            repeated.Add(keys, line);
        }

        var training = context.Display(context.Input("train"));
        var found = new List<Diagnostic>();
        if (validation is not null && context.Display(validation) is var name && leaked.Found(name, training, rows) is var (leak, first))
            found.Add(new(Severity(policy.OnLeakage), Codes.Leakage, leak, name, first, 1));
        if (policy.OnDuplicates != DataPolicyAction.Ignore && repeated.Found(rows, policy.MaxDuplicates) is var (repetition, most))
            found.Add(new(Severity(policy.OnDuplicates), Codes.DuplicateRows, repetition, training, most, 1));
        Say(context, found);
    }

    private static void Say(StageContext context, List<Diagnostic> found)
    {
        foreach (var warning in found.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error))
            context.Diagnostics.Report(warning);
        if (found.FindAll(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { Count: > 0 } errors)
            throw new SynthException(errors);
    }

    private static DiagnosticSeverity Severity(DataPolicyAction action) => action == DataPolicyAction.Fail ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;

    private static IEnumerable<(TrainingRowKeys? Keys, int Line)> Rows(StageContext context, string path, CancellationToken cancellation)
    {
        var name = context.Display(path);
        using var stream = JsonlReader.Open(context.Files, path, name);
        var lines = new LineSplitter(stream);
        while (lines.Next(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!line.Bytes.Span.Trim(" \t\r"u8).IsEmpty)
                yield return (Parse(line, name) is { } row ? TrainingRowKeys.Of(row) : null, line.Number);
        }
    }

    /// <summary>A faulty line is passed over here: the reader of examples names all of them at once.</summary>
    private static JsonElement? Parse(TextLine line, string name)
    {
        try
        {
            return JsonlReader.Parse(line, name);
        }
        catch (SynthException)
        {
            return null;
        }
    }
}
