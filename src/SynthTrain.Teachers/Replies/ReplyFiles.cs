using System.Globalization;
using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Replies;

/// <summary>The names in a folder of replies: <c>00.jsonl</c> with its <c>00.lock</c>, <c>01.jsonl</c>, …</summary>
internal sealed class ReplyFiles(IFileSystem files, string directory)
{
    /// <summary>Bits that a file's number has in an index.</summary>
    public const int Bits = 8;

    /// <summary>The most files that there can be.</summary>
    public const int Max = 1 << Bits;

    private const string Extension = ".jsonl";

    /// <summary>A file's name without its ending.</summary>
    public static string NameOf(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    /// <summary>Path of a file.</summary>
    public string PathOf(int number) => Path.Combine(directory, NameOf(number) + Extension);

    /// <summary>The lock that whoever writes a file holds.</summary>
    public string LockOf(int number) => Path.Combine(directory, NameOf(number) + ".lock");

    /// <summary>Numbers of the files there are, ascending.</summary>
    public IReadOnlyList<int> List() =>
        [.. files.Files(directory, recursive: false).Where(file => Path.GetExtension(file) == Extension).Select(NumberOf).Where(number => number is >= 0 and < Max).Order()];

    private static int NumberOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && NameOf(number) == name ? number : -1;
    }
}
