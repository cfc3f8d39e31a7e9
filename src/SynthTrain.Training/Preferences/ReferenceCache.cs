using System.Globalization;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Preferences;

/// <summary>Reference scores by content: the key is made of the weights and the tokens, so that nothing ever has to be thrown away, and a run that goes on finds the very bits that it began with.</summary>
/// <remarks>An append-only journal: a killed run loses at most the pair under way.</remarks>
public sealed class ReferenceCache : IDisposable
{
    /// <summary>The file's name in a stage's folder.</summary>
    public const string FileName = "reference.jsonl";

    private readonly Dictionary<UInt128, ReferenceScore> _known = [];
    private readonly KeyedLog? _log;

    private ReferenceCache(IFileSystem files, KeyedLogFile file, IDiagnosticSink diagnostics) => _log = KeyedLog.Open(files, file, (key, _, body) => Take(key, body), diagnostics);

    private ReferenceCache()
    {
    }

    /// <summary>Keeps scores in memory alone.</summary>
    public static ReferenceCache InMemory() => new();

    /// <summary>Opens the journal in a folder; both are made when absent.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="folder">Absolute path.</param>
    /// <param name="diagnostics">Gets a warning when lines are damaged; their scores are made again.</param>
    public static ReferenceCache Open(IFileSystem files, string folder, IDiagnosticSink diagnostics)
    {
        var path = Path.Combine(folder, FileName);
        return new(files, new KeyedLogFile(path, path, Repair: true), diagnostics);
    }

    /// <summary>How many scores it holds.</summary>
    public int Count => _known.Count;

    /// <summary>Finds a score.</summary>
    internal bool TryGet(UInt128 key, out ReferenceScore score) => _known.TryGetValue(key, out score);

    /// <summary>Keeps a score.</summary>
    internal void Add(UInt128 key, ReferenceScore score)
    {
        _known[key] = score;
        // Bits, since decimal digits are one more thing to get wrong.
        var json = string.Create(CultureInfo.InvariantCulture, $$"""{"chosen":{{BitConverter.SingleToInt32Bits(score.Chosen)}},"rejected":{{BitConverter.SingleToInt32Bits(score.Rejected)}}}""");
        _log?.Append(key, Encoding.UTF8.GetBytes(json));
    }

    /// <summary>The key of a pair under weights.</summary>
    internal static UInt128 Key(string weights, PreferencePair pair)
    {
        using var key = new KeyBuilder();
        key.Add(weights);
        foreach (var ids in new[] { pair.Prompt, pair.Chosen, pair.Rejected })
            key.Add(System.Runtime.InteropServices.MemoryMarshal.AsBytes(ids.AsSpan()));
        return key.ToKey();
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    private void Take(UInt128 key, ReadOnlySpan<byte> body)
    {
        var json = JsonElement.Parse([(byte)'{', .. body]);
        if (json.TryGetProperty("chosen", out var chosen) && chosen.TryGetInt32(out var better) && json.TryGetProperty("rejected", out var rejected) && rejected.TryGetInt32(out var worse))
            _known[key] = new(BitConverter.Int32BitsToSingle(better), BitConverter.Int32BitsToSingle(worse));
    }
}
