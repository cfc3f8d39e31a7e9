using System.Reflection;
using System.Runtime.Loader;

namespace SynthTrain.Worker.Loading;

/// <summary>The stages and what they train with, over another assembly of the name TorchSharp than the one beside the worker. All else is the worker's own, so that types of contracts stay one.</summary>
/// <param name="folders">Folders of restored packages, or ones that hold the files themselves.</param>
internal sealed class TorchLoadContext(IReadOnlyList<string> folders) : AssemblyLoadContext("torch")
{
    /// <summary>The assembly that is exchanged.</summary>
    public const string Torch = "TorchSharp";

    /// <summary>What refers to it.</summary>
    private static readonly string[] s_above = ["SynthTrain.Training", "SynthTrain.Stages"];

    // A library that a package brings for another system does not load and is passed over.
    private static readonly string[] s_endings = [".so", ".dylib", ".dll"];
    private readonly List<string> _folders = [.. folders.SelectMany(Inside)];

    /// <summary>The file of an assembly in one of the folders.</summary>
    public string? Find(string name) => _folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);

    /// <summary>Whether a native library in one of the folders has a word in its name.</summary>
    public bool HasLibraryOf(string word) => _folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Select(path => Path.GetFileName(path))
        .Any(name => name.Contains(word, StringComparison.OrdinalIgnoreCase) && s_endings.Any(ending => name.Contains(ending, StringComparison.OrdinalIgnoreCase)));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (s_above.Contains(name, StringComparer.Ordinal))
            return LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        if (name != Torch && IsOurs(name))
            return null;
        return Find(name) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = [unmanagedDllName, .. s_endings.SelectMany(ending => (string[])[$"lib{unmanagedDllName}{ending}", unmanagedDllName + ending])];
        var file = _folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        return file is null ? 0 : LoadUnmanagedDllFromPath(file);
    }

    /// <summary>A folder itself, and where a NuGet package keeps assemblies and libraries: newest framework first.</summary>
    private static IEnumerable<string> Inside(string folder)
    {
        yield return folder;
        if (Directory.Exists(Path.Combine(folder, "lib")))
        {
            foreach (var framework in Directory.GetDirectories(Path.Combine(folder, "lib"), "net?*.0").Where(path => !path.Contains("netstandard", StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal))
                yield return framework;
        }

        var rid = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;
        yield return Path.Combine(folder, "runtimes", rid, "native");
    }

    private static bool IsOurs(string name) =>
        ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? "").Split(Path.PathSeparator).Any(file => Path.GetFileNameWithoutExtension(file).Equals(name, StringComparison.OrdinalIgnoreCase));
}
