using System.Text.Json;
using System.Text.Json.Serialization;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>Reads and writes ledgers.</summary>
public static class StageLedgerFile
{
    private const int KeptHashes = 64;

    /// <summary>The ledger of a stage; an empty one when there is none or it is damaged: then files it made are taken for the user's, the safe side.</summary>
    public static StageLedger Read(IFileSystem files, string path)
    {
        if (files.Stat(path) is null)
            return new StageLedger();
        try
        {
            return JsonSerializer.Deserialize(TextFile.ReadBytes(files, path, path), StageLedgerJson.Default.StageLedger) ?? new StageLedger();
        }
        catch (JsonException)
        {
            return new StageLedger();
        }
    }

    /// <summary>Writes a ledger.</summary>
    public static void Write(IFileSystem files, string path, StageLedger ledger)
    {
        var kept = ledger with { Made = [.. ledger.Made.Reverse().Distinct(StringComparer.Ordinal).Take(KeptHashes).Reverse()] };
        AtomicFile.Write(files, path, JsonSerializer.SerializeToUtf8Bytes(kept, StageLedgerJson.Default.StageLedger));
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StageLedger))]
internal sealed partial class StageLedgerJson : JsonSerializerContext;
