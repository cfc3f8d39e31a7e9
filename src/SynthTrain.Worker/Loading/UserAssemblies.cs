using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.AI;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Worker.Loading;

/// <summary>Loads what users bring: their own <see cref="IChatClient"/>s.</summary>
/// <param name="paths">The assemblies that the project provides, absolute.</param>
internal sealed class UserAssemblies(IReadOnlyList<string> paths)
{
    private readonly ConcurrentDictionary<string, Lazy<Assembly>> _loaded = new(StringComparer.Ordinal);

    /// <summary>A new chat client for a model.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadUserAssembly"/>: no such assembly or type, a framework that does not fit, a constructor that fails.</exception>
    public IChatClient Create(TeacherPlugin plugin, string model)
    {
        var path = paths.FirstOrDefault(path => string.Equals(Path.GetFileNameWithoutExtension(path), plugin.Assembly, StringComparison.OrdinalIgnoreCase))
            ?? throw Fault($"The teacher names assembly '{plugin.Assembly}', which the project does not provide; {Provided()}. Reference its project with <ProjectReference>, or its file with <SynthAssembly>.");
        try
        {
            var assembly = _loaded.GetOrAdd(path, static file => new Lazy<Assembly>(() => Load(file))).Value;
            return Create(TypeOf(assembly, plugin.Type), model);
        }
        catch (TargetInvocationException e)
        {
            throw Fault($"The constructor of '{plugin.Type}' failed: {e.InnerException?.Message}", e);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or MissingMethodException or ReflectionTypeLoadException)
        {
            throw Fault($"'{plugin.Type}' of '{path}' cannot be loaded: {e.Message} A client that uses packages is built with <EnableDynamicLoading>true</EnableDynamicLoading>, which puts them beside it.", e);
        }
    }

    private static Assembly Load(string path)
    {
        AssemblyFramework.Check(path);
        return new UserLoadContext(path).LoadFromAssemblyPath(path);
    }

    private static Type TypeOf(Assembly assembly, string name)
    {
        if (assembly.GetType(name) is { } type && IsClient(type))
            return type;
        var there = assembly.GetExportedTypes().Where(IsClient).Select(client => client.FullName).Order(StringComparer.Ordinal).ToList();
        throw Fault($"'{assembly.GetName().Name}' has no public class '{name}' that is an IChatClient; {(there.Count == 0 ? "it has none" : "it has " + string.Join(", ", there))}.");
    }

    private static bool IsClient(Type type) => type is { IsClass: true, IsAbstract: false, IsVisible: true } && typeof(IChatClient).IsAssignableFrom(type);

    private static IChatClient Create(Type type, string model)
    {
        if (type.GetConstructor([typeof(string)]) is { } named)
            return (IChatClient)named.Invoke([model]);
        return type.GetConstructor([]) is { } plain
            ? (IChatClient)plain.Invoke([])
            : throw Fault($"'{type.FullName}' has no public constructor without parameters, nor one that takes the model's name (string).");
    }

    private string Provided() => paths.Count == 0 ? "it provides none" : "it provides " + string.Join(", ", paths.Select(Path.GetFileNameWithoutExtension));

    private static SynthException Fault(string message, Exception? cause = null) => new(Diagnostic.Error(Codes.BadUserAssembly, message), cause);
}
