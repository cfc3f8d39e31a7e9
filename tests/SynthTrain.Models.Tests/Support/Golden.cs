namespace SynthTrain.Models.Tests;

/// <summary>What other people's programs answered: the whole set where there is one (<c>SYNTH_GOLDEN</c>, or <c>shared/golden</c> above), else the part in <c>tests/golden</c>.</summary>
internal static class Golden
{
    private static readonly string? s_whole = Environment.GetEnvironmentVariable("SYNTH_GOLDEN") is { Length: > 0 } given ? given : Above("shared/golden");
    private static readonly string? s_part = Above("tests/golden");

    /// <summary>Whether the whole set is here; the part in the repository has fewer files and every fourth row.</summary>
    public static bool IsWhole => s_whole is not null;

    /// <summary>The path of a file or folder, or an inconclusive test with the reason.</summary>
    /// <param name="path">Relative to the set, with slashes.</param>
    public static string Require(string path) => Find(path) ?? throw new AssertInconclusiveException(
        $"no golden '{path}': it is not in tests/golden; set SYNTH_GOLDEN to the whole set, or place it at shared/golden beside or above the repository");

    /// <summary>The path, or <see langword="null"/>.</summary>
    public static string? Find(string path) => new[] { s_whole, s_part }.OfType<string>().Select(root => Path.Combine(root, path)).FirstOrDefault(Path.Exists);

    private static string? Above(string folder)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, folder);
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
