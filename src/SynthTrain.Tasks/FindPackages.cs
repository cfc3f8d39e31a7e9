using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Build.Framework;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Tasks;

/// <summary>Finds the folders of restored packages: their versions stand in the file that restore wrote, and nowhere else.</summary>
[MSBuildMultiThreadableTask]
public sealed class FindPackages : SynthTask
{
    /// <summary><c>obj/project.assets.json</c>.</summary>
    [Required]
    public string AssetsFile { get; set; } = "";

    /// <summary>How the ids begin, upper and lower case being the same.</summary>
    [Required]
    public string[] Prefixes { get; set; } = [];

    /// <summary>Absolute folders, in the order of the file.</summary>
    [Output]
    public string[] Folders { get; set; } = [];

    private protected override void Perform()
    {
        var path = Path.GetFullPath(AssetsFile, ProjectDirectory);
        if (!File.Exists(path))
            throw new SynthException(Codes.TorchUnavailable, $"There is no '{AssetsFile}', so the packages of SynthTorch are not restored; run dotnet restore, or build without --no-restore.");
        try
        {
            var assets = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
            var roots = assets["packageFolders"]!.AsObject().Select(root => root.Key).ToList();
            Folders = [.. assets["libraries"]!.AsObject()
                .Where(library => Prefixes.Any(prefix => library.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) && library.Value?["path"] is not null)
                .Select(library => Folder(roots, (string)library.Value!["path"]!))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new SynthException(Codes.TorchUnavailable, $"'{AssetsFile}' cannot be read: {e.Message} Run dotnet restore.");
        }

        if (Folders.Length == 0)
            throw new SynthException(Codes.TorchUnavailable, $"'{AssetsFile}' names none of the packages {string.Join(", ", Prefixes.Select(prefix => $"'{prefix}…'"))}, which SynthTorch needs; run dotnet restore with the same SynthTorch.");
    }

    private static string Folder(List<string> roots, string path) =>
        roots.Select(root => Path.Combine(root, path)).FirstOrDefault(Directory.Exists) ?? Path.Combine(roots[0], path);
}
