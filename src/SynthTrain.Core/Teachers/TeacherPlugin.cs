namespace SynthTrain.Core.Teachers;

/// <summary>A user's own chat client (<c>provider: plugin</c>).</summary>
/// <param name="Assembly">The assembly's simple name, such as <c>MyCompany.Teachers</c>; a project or package of the data project provides it.</param>
/// <param name="Type">Full name of a public class with a public constructor that is an <c>IChatClient</c>.</param>
public sealed record TeacherPlugin(string Assembly, string Type)
{
    /// <summary>The hash of the user's assemblies; null where it is not known. Set when a stage runs, so that rows and replies of older code are not taken for the new code's.</summary>
    public string? Version { get; init; }
}
