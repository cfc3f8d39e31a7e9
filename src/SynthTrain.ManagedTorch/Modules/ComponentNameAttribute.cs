namespace TorchSharp.Utils;

/// <summary>The name under which a field's content is registered, where it is not the field's.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
