#pragma warning disable IDE0130 // MSBuild looks for the attribute by this full name.
namespace Microsoft.Build.Framework;

/// <summary>Marks a task that works with absolute paths only and so may run beside others in one process (<c>-mt</c>).</summary>
/// <remarks>Our own copy: an MSBuild older than the attribute would fail to load a type marked with its own.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
