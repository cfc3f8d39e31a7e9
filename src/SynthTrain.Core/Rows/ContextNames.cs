using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>Names to print.</summary>
internal static class ContextNames
{
    /// <summary>A source file's name: stages may give an absolute path or one made for printing.</summary>
    public static string DisplayName(this StageContext context, string file) => Path.IsPathRooted(file) ? context.Display(file) : file;

    /// <summary>An output's name.</summary>
    public static string OutputName(this StageContext context, string role) =>
        context.Request.Outputs.FirstOrDefault(output => output.Role == role)?.Path ?? role;
}
