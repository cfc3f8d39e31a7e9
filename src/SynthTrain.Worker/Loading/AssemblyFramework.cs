using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NuGet.Frameworks;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Worker.Loading;

/// <summary>Reads what framework an assembly was built for, without loading it.</summary>
internal static class AssemblyFramework
{
    private static readonly NuGetFramework s_worker = NuGetFramework.Parse(AppContext.TargetFrameworkName!);

    /// <summary>Stops when the worker cannot run an assembly.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadUserAssembly"/>, naming both frameworks.</exception>
    public static void Check(string path)
    {
        // An assembly that names none, as hand-made ones do, is taken at its word.
        if (Read(path) is not { } name || NuGetFramework.Parse(name) is var framework && DefaultCompatibilityProvider.Instance.IsCompatible(s_worker, framework))
            return;
        throw new SynthException(Codes.BadUserAssembly, $"'{path}' is built for {framework.GetShortFolderName()}, and stages run on {s_worker.GetShortFolderName()}; build it for {s_worker.GetShortFolderName()}, an earlier .NET or netstandard2.1.");
    }

    private static string? Read(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata)
                throw NoAssembly(path, "it holds no .NET metadata.", null);
            var metadata = file.GetMetadataReader();
            return metadata.GetAssemblyDefinition().GetCustomAttributes()
                .Select(metadata.GetCustomAttribute)
                .Where(attribute => NameOf(metadata, attribute) == "TargetFrameworkAttribute")
                .Select(attribute => Argument(metadata, attribute))
                .FirstOrDefault();
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            throw NoAssembly(path, e.Message, e);
        }
    }

    private static SynthException NoAssembly(string path, string why, Exception? cause) => new(Diagnostic.Error(Codes.BadUserAssembly, $"'{path}' is no .NET assembly: {why}"), cause);

    private static string? NameOf(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return null;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return parent.Kind == HandleKind.TypeReference ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name) : null;
    }

    // ECMA-335 II.23.3: a prolog of two bytes, then the only argument, a string.
    private static string? Argument(MetadataReader metadata, CustomAttribute attribute)
    {
        var blob = metadata.GetBlobReader(attribute.Value);
        return blob.ReadUInt16() == 1 ? blob.ReadSerializedString() : null;
    }
}
