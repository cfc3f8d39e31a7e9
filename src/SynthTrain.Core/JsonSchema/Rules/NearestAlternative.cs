using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Picks the alternative that a value was most likely meant for, and says what it lacks.</summary>
internal static class NearestAlternative
{
    public static string Describe(EvaluationRun run, string keyword, SchemaNode[] alternatives, JsonElement instance)
    {
        int nearest = 0;
        (int, int) best = (int.MaxValue, int.MaxValue);
        JsonSchemaError? reason = null;
        for (int i = 0; i < alternatives.Length; i++)
        {
            List<JsonSchemaError> errors = run.Explain(alternatives[i], instance);
            (int, int) distance = (WrongKind(run.Path, errors) ? 1 : 0, errors.Count);
            if (distance.CompareTo(best) >= 0)
                continue;
            (nearest, best, reason) = (i, distance, errors.FirstOrDefault());
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ErrorText.Value(instance)} matches none of the {alternatives.Length} alternatives of {keyword}; nearest is alternative {nearest + 1}, where {reason?.Message}");
    }

    // Another type, or another constant anywhere (a discriminator), means that a different alternative was meant.
    private static bool WrongKind(string path, List<JsonSchemaError> errors) =>
        errors.Exists(error => error.Keyword == "const" || (error.Keyword is "type" or "false" && error.InstancePath == path));
}
