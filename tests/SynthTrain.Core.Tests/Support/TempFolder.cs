namespace SynthTrain.Core.Tests.Support;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("synthtrain-").FullName;

    public string this[string relative] => Path.Combine(Root, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], text);
    }

    public string Read(string relative) => File.ReadAllText(this[relative]);

    public bool Has(string relative) => File.Exists(this[relative]);

    public void Delete(params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
            Directory.Delete(this[folder], recursive: true);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
