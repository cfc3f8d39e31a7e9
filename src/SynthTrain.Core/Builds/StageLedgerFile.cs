using System.Text.Json;
using System.Text.Json.Serialization;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>Reads and writes a stage's ledger.</summary>
/// <remarks>
/// Only the holder of the stage's lock writes. A build that resolves holds no lock: it moves the manifest of a stale stage aside in one rename,
/// and whoever reads the ledger reads that manifest with it.
/// </remarks>
internal sealed class StageLedgerFile(IFileSystem files, ProjectLayout layout, string run, string stage)
{
    private const int KeptHashes = 64;
    private readonly string _path = layout.Ledger(run, stage);
    private readonly string _superseded = Path.ChangeExtension(layout.Ledger(run, stage), ".superseded.json");

    /// <summary>The ledger; an empty one when there is none or it is damaged: then files it made are taken for the user's, the safe side.</summary>
    public StageLedger Read()
    {
        var ledger = ReadOwn();
        return ManifestFile.Read(files, _superseded) is { } manifest ? ledger.With(manifest) : ledger;
    }

    /// <summary>Writes the ledger, which now holds what a superseded manifest knew.</summary>
    public void Write(StageLedger ledger)
    {
        var kept = ledger with { Made = [.. ledger.Made.Reverse().Distinct(StringComparer.Ordinal).Take(KeptHashes).Reverse()] };
        AtomicFile.Write(files, _path, JsonSerializer.SerializeToUtf8Bytes(kept, StageLedgerJson.Default.StageLedger));
        files.Delete(_superseded);
    }

    /// <summary>Takes the manifest away: from here on the stage is not done.</summary>
    public void Supersede(string manifest)
    {
        if (files.Stat(manifest) is null)
            return;
        files.CreateDirectory(Path.GetDirectoryName(_superseded)!);
        files.Replace(manifest, _superseded);
    }

    /// <summary>Puts the superseded manifest back: nothing was done since, so the stage stands as it stood.</summary>
    public void Reinstate(string manifest)
    {
        if (files.Stat(_superseded) is not null && files.Stat(manifest) is null)
            files.Replace(_superseded, manifest);
    }

    private StageLedger ReadOwn()
    {
        if (files.Stat(_path) is null)
            return new StageLedger();
        try
        {
            return JsonSerializer.Deserialize(TextFile.ReadBytes(files, _path, _path), StageLedgerJson.Default.StageLedger) ?? new StageLedger();
        }
        catch (JsonException)
        {
            return new StageLedger();
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StageLedger))]
internal sealed partial class StageLedgerJson : JsonSerializerContext;
