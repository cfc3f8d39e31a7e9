using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Train.DataChecks;

/// <summary>Looks at the rows before the model is opened: what the validation file, and files that the trained model will be asked, have in common with the training file, and what stands in that one again and again.</summary>
/// <remarks>Files that are asked are setting <c>exclude</c>, no input: what they hold shapes no byte of the model. One that is not there yet is passed over.</remarks>
internal static class TrainingDataCheck
{
    /// <summary>Reads each file once.</summary>
    /// <exception cref="SynthException"><see cref="Codes.Leakage"/> or <see cref="Codes.DuplicateRows"/> where the policy is to fail, both where both do; or that a file cannot be read.</exception>
    public static void Run(StageContext context, DataPolicy policy, CancellationToken cancellation)
    {
        var leaked = policy.OnLeakage == DataPolicyAction.Ignore ? [] : Others(context, cancellation);
        if (leaked.Count == 0 && policy.OnDuplicates == DataPolicyAction.Ignore)
            return;
        var (repeated, rows) = (new RepeatedRows(), 0);
        foreach (var (row, line) in Rows(context, context.Input("train"), cancellation))
        {
            rows++;
            if (row is not { } json || TrainingRowKeys.Of(json) is not { } keys)
                continue;
            leaked.ForEach(other => other.Train(keys, line));
            repeated.Add(keys, line);
        }

        var training = context.Display(context.Input("train"));
        var found = new List<Diagnostic>();
        foreach (var other in leaked)
        {
            if (other.Found(training, rows) is var (leak, first))
                found.Add(new(Severity(policy.OnLeakage), Codes.Leakage, leak, other.File, first, 1));
        }

        if (policy.OnDuplicates != DataPolicyAction.Ignore && repeated.Found(rows, policy.MaxDuplicates) is var (repetition, most))
            found.Add(new(Severity(policy.OnDuplicates), Codes.DuplicateRows, repetition, training, most, 1));
        Say(context, found);
    }

    private static List<LeakedRows> Others(StageContext context, CancellationToken cancellation)
    {
        var validation = context.Inputs("validation");
        var others = validation.Take(1).Select(path => Read(context, path, isValidation: true, cancellation)).ToList();
        var asked = context.Options.List("exclude").Select(path => Path.GetFullPath(path, context.Request.ProjectDirectory));
        others.AddRange(asked.Except(validation, StringComparer.Ordinal).Where(path => context.Files.Stat(path) is not null).Select(path => Read(context, path, isValidation: false, cancellation)));
        return others;
    }

    private static LeakedRows Read(StageContext context, string path, bool isValidation, CancellationToken cancellation)
    {
        var (others, unread) = (new LeakedRows(context.Display(path), isValidation), 0);
        foreach (var (row, line) in Rows(context, path, cancellation))
        {
            if (row is { } json && (isValidation ? TrainingRowKeys.Of(json) : TrainingRowKeys.OfAsked(json)) is { } keys)
                others.Ask(keys, line);
            else
                unread++;
        }

        // Training reads the validation file again, and names its faulty rows.
        if (!isValidation && unread > 0)
            context.Diagnostics.Report(Diagnostic.Warning(Codes.BadRow, $"{unread} rows of '{others.File}' have no prompt that training rows could be compared with; known are 'prompt', 'input', 'messages', 'conversations' and 'text'.", others.File));
        return others;
    }

    private static void Say(StageContext context, List<Diagnostic> found)
    {
        foreach (var warning in found.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error))
            context.Diagnostics.Report(warning);
        if (found.FindAll(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { Count: > 0 } errors)
            throw new SynthException(errors);
    }

    private static DiagnosticSeverity Severity(DataPolicyAction action) => action == DataPolicyAction.Fail ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;

    private static IEnumerable<(JsonElement? Row, int Line)> Rows(StageContext context, string path, CancellationToken cancellation)
    {
        var name = context.Display(path);
        using var stream = JsonlReader.Open(context.Files, path, name);
        var lines = new LineSplitter(stream);
        while (lines.Next(out var line))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!line.Bytes.Span.Trim(" \t\r"u8).IsEmpty)
                yield return (Parse(line, name), line.Number);
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
