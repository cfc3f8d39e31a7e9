using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.CliSchemas;

/// <summary>Schemas as files.</summary>
internal static class CliSchemaFile
{
    public static string GitHub { get; } = Path.GetFullPath(Path.Combine(DistillStage.Sample, "../Clitron/schemas/gh.yaml"));

    public static CliSchema Gh() => CliSchemaReader.Read(new PhysicalFileSystem(), GitHub, "schemas/gh.yaml");

    public static CliSchema Read(string yaml)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(yaml));
            return CliSchemaReader.Read(new PhysicalFileSystem(), path, "schemas/x.yaml");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The faults of a text, each as users see it.</summary>
    public static string[] Faults(string yaml) => [.. Assert.ThrowsExactly<SynthException>(() => Read(yaml)).Diagnostics.Select(fault => fault.ToString())];
}
