using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SynthTrain.Training.Tests.Surface;

/// <summary>What one assembly refers to in the assembly TorchSharp, and whether another assembly of that name has it.</summary>
internal static class TorchReferences
{
    /// <summary>Every member and type reference that does not resolve.</summary>
    /// <param name="referring">The assembly whose references are read.</param>
    /// <param name="torch">The assembly that is to have them.</param>
    public static (int Checked, IReadOnlyList<string> Missing) Check(string referring, string torch)
    {
        using var from = new PEReader(File.OpenRead(referring));
        using var to = new PEReader(File.OpenRead(torch));
        var (reader, target) = (from.GetMetadataReader(), to.GetMetadataReader());
        var types = target.TypeDefinitions.ToDictionary(handle => FullName(target, handle), StringComparer.Ordinal);
        var (missing, count) = (new List<string>(), 0);
        foreach (var handle in reader.TypeReferences.Where(handle => IsTorch(reader, handle)))
        {
            count++;
            if (!types.ContainsKey(FullName(reader, handle)))
                missing.Add(FullName(reader, handle));
        }

        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            if (Owner(reader, member.Parent) is not { } owner || !IsTorch(reader, owner))
                continue;
            count++;
            var text = Text(reader, member);
            if (!types.TryGetValue(FullName(reader, owner), out var type) || !Members(target, types, type).Contains(text))
                missing.Add($"{FullName(reader, owner)}: {text}");
        }

        return (count, missing);
    }

    /// <summary>Members of a type and of the types of the same assembly that it derives from.</summary>
    private static HashSet<string> Members(MetadataReader reader, Dictionary<string, TypeDefinitionHandle> types, TypeDefinitionHandle? type)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (type is { } handle)
        {
            var definition = reader.GetTypeDefinition(handle);
            foreach (var method in definition.GetMethods().Select(reader.GetMethodDefinition).Where(method => IsVisible((int)(method.Attributes & MethodAttributes.MemberAccessMask))))
                found.Add($"{reader.GetString(method.Name)} {Signatures.Text(method.DecodeSignature(new Signatures(), null))}");
            foreach (var field in definition.GetFields().Select(reader.GetFieldDefinition).Where(field => IsVisible((int)(field.Attributes & FieldAttributes.FieldAccessMask))))
                found.Add($"{reader.GetString(field.Name)} {field.DecodeSignature(new Signatures(), null)}");
            type = BaseName(reader, definition.BaseType) is { } name && types.TryGetValue(name, out var parent) ? parent : null;
        }

        return found;
    }

    // Public, family, and family or assembly have the same numbers for methods and fields (ECMA-335 II.23.1.5, .10).
    private static bool IsVisible(int access) => access is 4 or 5 or 6;

    private static string? BaseName(MetadataReader reader, EntityHandle handle) => handle.IsNil ? null : handle.Kind switch
    {
        HandleKind.TypeDefinition => FullName(reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => FullName(reader, (TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => Signatures.Open(reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new Signatures(), null)),
        _ => null,
    };

    private static TypeReferenceHandle? Owner(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => (TypeReferenceHandle)parent,
        HandleKind.TypeSpecification => Signatures.Open(reader.GetTypeSpecification((TypeSpecificationHandle)parent).DecodeSignature(new Signatures(), null)) is var name
            ? reader.TypeReferences.Where(handle => FullName(reader, handle) == name).Select(handle => (TypeReferenceHandle?)handle).FirstOrDefault()
            : null,
        _ => null,
    };

    private static string Text(MetadataReader reader, MemberReference member) => member.GetKind() == MemberReferenceKind.Method
        ? $"{reader.GetString(member.Name)} {Signatures.Text(member.DecodeMethodSignature(new Signatures(), null))}"
        : $"{reader.GetString(member.Name)} {member.DecodeFieldSignature(new Signatures(), null)}";

    private static bool IsTorch(MetadataReader reader, TypeReferenceHandle handle)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsTorch(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == "TorchSharp",
            _ => false,
        };
    }

    internal static string FullName(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{FullName(reader, (TypeReferenceHandle)type.ResolutionScope)}+{reader.GetString(type.Name)}"
            : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    internal static string FullName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{FullName(reader, outer)}+{reader.GetString(type.Name)}"
            : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}
