using SynthTrain.Core.IO;

namespace SynthTrain.Core.Tests.Support;

/// <summary>Dies at its n-th change, as a killed process does: that change and all later ones do not happen.</summary>
internal sealed class CrashingFileSystem(int changesBeforeCrash) : IFileSystem
{
    private readonly PhysicalFileSystem _files = new();
    private int _changes;

    public bool Crashed => _changes > changesBeforeCrash;

    public Stream OpenRead(string path) => _files.OpenRead(path);

    public Stream Create(string path)
    {
        Change();
        return _files.Create(path);
    }

    public FileStream OpenAppend(string path) => _files.OpenAppend(path);

    public FileStream? TryOpenAlone(string path) => _files.TryOpenAlone(path);

    public FileStat? Stat(string path) => _files.Stat(path);

    public void Replace(string source, string target)
    {
        Change();
        _files.Replace(source, target);
    }

    public void Copy(string source, string target)
    {
        Change();
        _files.Copy(source, target);
    }

    public void Delete(string path)
    {
        if (_files.Stat(path) is not null)
            Change();
        _files.Delete(path);
    }

    public void SetModified(string path, DateTimeOffset time) => _files.SetModified(path, time);

    public void CreateDirectory(string path) => _files.CreateDirectory(path);

    public IReadOnlyList<string> Files(string directory, bool recursive) => _files.Files(directory, recursive);

    private void Change()
    {
        if (++_changes > changesBeforeCrash)
            throw new IOException("The process was killed here.");
    }
}
