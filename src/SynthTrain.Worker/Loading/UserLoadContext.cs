using System.Reflection;
using System.Runtime.Loader;

namespace SynthTrain.Worker.Loading;

/// <summary>Where a user's assembly and what it depends on are loaded, apart from the worker's own versions of the same packages. Only the contracts are shared.</summary>
internal sealed class UserLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly string[] s_shared = ["SynthTrain.Core", "Microsoft.Extensions.AI.Abstractions"];
    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // By name alone: compiled against another version of a contract, the code still gets the worker's.
        if (s_shared.Contains(assemblyName.Name, StringComparer.Ordinal))
            return Default.LoadFromAssemblyName(new AssemblyName(assemblyName.Name!));
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
