using System.Globalization;
using System.Reflection;

namespace SynthTrain.ManagedTorch.Tests.Surface;

/// <summary>Public members of an assembly in the words of the list of TorchSharp's own.</summary>
internal static class ApiLines
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string TypeName(Type type)
    {
        if (type.IsByRef || type.IsPointer)
            return TypeName(type.GetElementType()!) + "&";
        if (type.IsArray)
            return $"{TypeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return TypeName(value) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        var own = type.Name.Split('`')[0];
        var outer = type.DeclaringType is null ? "" : TypeName(type.DeclaringType).Split('<')[0] + ".";
        var before = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var arguments = type.GetGenericArguments().Skip(before).Select(TypeName).ToArray();
        return outer + own + (arguments.Length == 0 ? "" : $"<{string.Join(',', arguments)}>");
    }

    /// <summary>A heading's name without its namespaces, since the list writes them only there.</summary>
    public static string HeadingName(Type type) => $"{type.Namespace}.{TypeName(type)}";

    /// <summary>The members that a type declares.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        return type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic && Visible(constructor)).Select(constructor => $"{Access(constructor)}new({Parameters(constructor)})")
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic).Select(field => $"{(field.IsStatic ? "static " : "")}{TypeName(field.FieldType)} {field.Name}"))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(Visible)).Select(Property))
            .Concat(type.GetMethods(Declared).Where(method => Visible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))).Select(Method))
            .Order(StringComparer.Ordinal);
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Property(PropertyInfo property)
    {
        var index = property.GetIndexParameters();
        var accessors = string.Concat(new[] { (property.GetMethod, "get; "), (property.SetMethod, "set; ") }.Where(pair => pair.Item1 is { } accessor && Visible(accessor)).Select(pair => pair.Item2));
        var @static = property.GetAccessors(true)[0].IsStatic ? "static " : "";
        var name = index.Length == 0 ? property.Name : $"{property.Name}[{string.Join(", ", index.Select(parameter => $"{TypeName(parameter.ParameterType)} {parameter.Name}"))}]";
        return $"{@static}{TypeName(property.PropertyType)} {name} {{ {accessors}}}";
    }

    private static string Method(MethodInfo method)
    {
        var kind = method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
        var generic = method.IsGenericMethod ? $"<{string.Join(',', method.GetGenericArguments().Select(TypeName))}>" : "";
        return $"{Access(method)}{kind}{TypeName(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var lead = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : parameter.IsOut ? "out " : "";
        return $"{lead}{TypeName(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => "null",
        string text => $"\"{text}\"",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
