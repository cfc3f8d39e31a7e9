using System.Reflection;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Finds what a module's fields hold.</summary>
internal static class ComponentFields
{
    public static void Register(nn.Module module)
    {
        foreach (var field in Fields(module.GetType()))
        {
            var name = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
            switch (field.GetValue(module))
            {
                case Parameter parameter: module.register_parameter(name, parameter); break;
                case Tensor tensor: module.register_buffer(name, tensor); break;
                case nn.Module child: module.register_module(name, child); break;
            }
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.MetadataToken);
}
