namespace SynthTrain.Core.IO;

/// <summary>The file system as SynthTrain uses it; tests put faults behind it. Paths are absolute.</summary>
/// <remarks>Faults are the base class library's <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>; callers turn them into coded errors.</remarks>
public interface IFileSystem
{
    /// <summary>Opens for reading; others may read and write.</summary>
    Stream OpenRead(string path);

    /// <summary>Creates or truncates for writing; creates the folder when absent.</summary>
    Stream Create(string path);

    /// <summary>Opens for reading and appending, unbuffered; creates file and folder when absent; others may append too.</summary>
    FileStream OpenAppend(string path);

    /// <summary>Opens for reading and appending as long as nobody else has it open this way, in this process or another; creates file and folder when absent; null when it is taken.</summary>
    FileStream? TryOpenAlone(string path);

    /// <summary>Size and times; null when there is no such file.</summary>
    FileStat? Stat(string path);

    /// <summary>Renames over an existing file in one step; both on one volume.</summary>
    void Replace(string source, string target);

    /// <summary>Copies, sharing blocks where the volume can; the target must not exist.</summary>
    void Copy(string source, string target);

    /// <summary>Deletes a file; nothing happens when it is absent.</summary>
    void Delete(string path);

    /// <summary>Sets the time of the last write.</summary>
    void SetModified(string path, DateTimeOffset time);

    /// <summary>Creates a folder and those above it.</summary>
    void CreateDirectory(string path);

    /// <summary>Files below a folder, absolute, sorted ordinally; empty when the folder is absent.</summary>
    IReadOnlyList<string> Files(string directory, bool recursive);
}
