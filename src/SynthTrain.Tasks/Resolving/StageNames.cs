namespace SynthTrain.Tasks.Resolving;

/// <summary>Lists of stages as users type them: <c>Drafts</c> is <c>drafts</c>.</summary>
internal static class StageNames
{
    public static bool Hold(IEnumerable<string> names, string stage) => names.Contains(stage, StringComparer.OrdinalIgnoreCase);
}
