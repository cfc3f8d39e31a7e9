using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>Whether a file that a stage reads is another stage's complete or partial result, by the manifest beside it.</summary>
internal sealed class ProducerStates(IFileSystem files, ProjectLayout layout)
{
    private readonly Dictionary<string, IReadOnlyList<Manifest>> _manifests = new(StringComparer.Ordinal);

    /// <summary>The state that a manifest records for a file with this content; null when none does.</summary>
    public string? StateOf(string path, string hash)
    {
        var name = layout.Relative(layout.Absolute(path));
        var folder = Path.GetDirectoryName(layout.Absolute(path))!;
        if (!_manifests.TryGetValue(folder, out var manifests))
            _manifests[folder] = manifests = Read(folder);
        return manifests.FirstOrDefault(manifest => manifest.Outputs.Any(output => output.Path == name && output.Sha256 == hash))?.State;
    }

    private List<Manifest> Read(string folder) =>
        [.. files.Files(folder, recursive: false)
            .Where(file => file.EndsWith(".manifest.json", StringComparison.Ordinal))
            .Select(file => ManifestFile.Read(files, file))
            .OfType<Manifest>()];
}
