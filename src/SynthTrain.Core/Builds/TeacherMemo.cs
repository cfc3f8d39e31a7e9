using System.Text.Json;
using System.Text.Json.Serialization;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Builds;

/// <summary>Remembers what a teacher file says by the file's hash, so that an unchanged build reads no YAML.</summary>
internal sealed class TeacherMemo(IFileSystem files, ProjectLayout layout)
{
    // Raised when a definition gains a key parameter: an older memo lacks it.
    private const int Format = 2;
    private Dictionary<string, Dictionary<string, string>>? _known;
    private bool _changed;

    /// <summary>The named teacher's key parameters.</summary>
    /// <param name="file">The teacher file by content.</param>
    /// <param name="name">The teacher's name; null for the file's default.</param>
    public IReadOnlyDictionary<string, string> KeyParameters(FileHash file, string? name)
    {
        _known ??= Read();
        var key = $"{file.Sha256} {Format} {name}";
        if (_known.TryGetValue(key, out var parameters))
            return parameters;
        var teacher = TeacherConfig.Load(files, layout.Absolute(file.Path), file.Path, name);
        parameters = teacher.KeyParameters().ToDictionary(StringComparer.Ordinal);
        // Old files' definitions are of no use: the memo holds today's file alone.
        foreach (var old in _known.Keys.Where(old => !old.StartsWith(file.Sha256, StringComparison.Ordinal)).ToList())
            _known.Remove(old);
        _known[key] = parameters;
        _changed = true;
        return parameters;
    }

    /// <summary>Writes what was learned.</summary>
    public void Save()
    {
        if (_changed)
            AtomicFile.WriteShared(files, layout.Teachers, JsonSerializer.SerializeToUtf8Bytes(_known!, TeacherMemoJson.Default.DictionaryStringDictionaryStringString));
        _changed = false;
    }

    private Dictionary<string, Dictionary<string, string>> Read()
    {
        if (files.Stat(layout.Teachers) is null)
            return new(StringComparer.Ordinal);
        try
        {
            var bytes = TextFile.ReadBytes(files, layout.Teachers, layout.Teachers);
            return JsonSerializer.Deserialize(bytes, TeacherMemoJson.Default.DictionaryStringDictionaryStringString) ?? new(StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
internal sealed partial class TeacherMemoJson : JsonSerializerContext;
