using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Tasks;

/// <summary>Notices a node that was kept from an earlier build and runs tasks which have been rebuilt since.</summary>
internal static class LoadedAssembly
{
    private static readonly string Location = typeof(LoadedAssembly).Assembly.Location;
    private static readonly DateTime LoadedWrite = File.GetLastWriteTimeUtc(Location);

    public static bool IsOlderThanDisk => File.GetLastWriteTimeUtc(Location) != LoadedWrite;

    public static Diagnostic Outdated => Diagnostic.Error(
        Codes.StaleNode,
        "This build process holds SynthTrain tasks that have been rebuilt since it started; run 'dotnet build-server shutdown' and build again, or build with -nodeReuse:false.");
}
