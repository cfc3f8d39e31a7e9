using System.Text.Json;

namespace SynthTrain.Core.Tests.JsonSchemas;

/// <summary>Finds the golden copy of the suite, which is not part of this repository.</summary>
internal static class SuiteFolder
{
    /// <summary>The folder, or an inconclusive test with the reason.</summary>
    public static string Require()
    {
        string? golden = Environment.GetEnvironmentVariable("SYNTH_GOLDEN") is { Length: > 0 } given ? given : FindAbove(AppContext.BaseDirectory);
        string? folder = golden is null ? null : Path.Combine(golden, "json-schema", "tests", "draft2020-12");
        if (folder is null || !Directory.Exists(folder))
            Assert.Inconclusive($"no JSON-Schema-Test-Suite at '{folder ?? "shared/golden, beside or above the repository"}'; set SYNTH_GOLDEN to the golden folder");
        return folder!;
    }

    public static JsonElement[] Groups(string folder, string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, $"{file}.json")));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static string? FindAbove(string start)
    {
        for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "golden");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
