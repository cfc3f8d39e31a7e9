using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Batches;

/// <summary>Requests of jobs that an earlier build has submitted and that are not taken yet.</summary>
public static class OpenRequests
{
    /// <summary>Their keys; empty when no job is open. Writes nothing.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="directory">Where the stage's jobs are kept, absolute.</param>
    public static IReadOnlySet<UInt128> Read(IFileSystem files, string directory)
    {
        var keys = new BatchFiles(files, directory);
        // Without an id, nobody knows whether the job was ever submitted.
        return BatchRecord.Read(files, directory).Open.Where(entry => entry.Id is not null).SelectMany(keys.KeysOf).ToHashSet();
    }
}
