using System.Reflection;
using System.Runtime.Loader;

namespace SynthTrain.Worker.Loading;

/// <summary>Where a user's assembly and what it depends on are loaded. What the worker has in an equal or a higher version is shared, whatever lies beside the assembly: its types may be those of a contract.</summary>
internal sealed class UserLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly string[] s_contracts = ["SynthTrain.Core", "Microsoft.Extensions.AI.Abstractions"];
    private static readonly string s_framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private static readonly Lazy<Dictionary<string, string>> s_ours = new(Ours);
    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // By name alone: compiled against another version of a contract, the code still gets the worker's.
        if (IsShared(assemblyName))
            return Default.LoadFromAssemblyName(new AssemblyName(assemblyName.Name!));
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;

    private bool IsShared(AssemblyName wanted)
    {
        if (s_contracts.Contains(wanted.Name, StringComparer.Ordinal))
            return true;
        // The user's assembly is loaded here even where the worker happens to have it.
        if (wanted.Name == Name || !s_ours.Value.TryGetValue(wanted.Name!, out var ours))
            return false;
        return Path.GetDirectoryName(ours) == s_framework || AssemblyName.GetAssemblyName(ours).Version >= wanted.Version;
    }

    private static Dictionary<string, string> Ours()
    {
        var ours = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            ours.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        return ours;
    }
}
