using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Messages;

namespace SynthTrain.Tasks.Resolving;

/// <summary>Prints how a stage stands and why.</summary>
internal sealed class ResolutionReport(TaskMessages messages)
{
    private const int ShownReasons = 10;
    private const int ShownInError = 3;

    /// <summary>One line for a current stage, one for each reason of a stale one; under <c>-question</c> the reasons are an error.</summary>
    public void Print(Resolution resolution, bool question)
    {
        foreach (var diagnostic in resolution.Errors.Concat(resolution.Warnings))
            messages.Report(diagnostic);
        if (resolution.Errors.Count > 0)
            return;
        var request = resolution.Request;
        var state = Word(resolution.State);
        if (!resolution.MustRun)
            messages.Line(resolution.Summary.Length == 0 ? $"{request.Stage}: {state}" : $"{request.Stage}: {state}: {resolution.Summary}");
        else if (question)
            messages.Report(Diagnostic.Error(Codes.Stale, $"stage '{request.Stage}' is {state}: {Join(resolution.Reasons)}"));
        else
            PrintReasons(request.Stage, state, resolution.Reasons);
    }

    private void PrintReasons(string stage, string state, IReadOnlyList<string> reasons)
    {
        foreach (var reason in reasons.Take(ShownReasons))
            messages.Line($"{stage}: {state}: {reason}");
        foreach (var reason in reasons.Skip(ShownReasons))
            messages.Detail($"{stage}: {state}: {reason}");
        if (reasons.Count > ShownReasons)
            messages.Line(string.Create(CultureInfo.InvariantCulture, $"{stage}: {state}: and {reasons.Count - ShownReasons} more reasons (-v:d lists them)"));
        if (reasons.Count == 0)
            messages.Line($"{stage}: {state}");
    }

    /// <summary>The first reasons in one line.</summary>
    public static string Join(IReadOnlyList<string> reasons)
    {
        var shown = string.Join("; ", reasons.Take(ShownInError));
        return reasons.Count > ShownInError
            ? string.Create(CultureInfo.InvariantCulture, $"{shown}; and {reasons.Count - ShownInError} more")
            : shown;
    }

    private static string Word(StageState state) => state switch
    {
        StageState.UserOwned => "user-owned",
        _ => state.ToString().ToLowerInvariant(),
    };
}
