using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>A base model of the hub, as <c>base.json</c> pins it: the commit, and every file by hash.</summary>
/// <param name="Id">Owner and name; the revision is the commit.</param>
/// <param name="Files">In the order of their names.</param>
public sealed record HubBase(HubId Id, IReadOnlyList<HubFile> Files)
{
    /// <summary>The commit.</summary>
    public string Commit => Id.Revision;

    /// <summary>Reads a <c>base.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="display">How messages name it.</param>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/> when it is not one: its names become paths, so they are checked.</exception>
    public static HubBase Read(string path, string? display = null)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var id = HubId.Parse(Text(root, "id") + "@" + Text(root, "revision"));
            var files = root.GetProperty("files").EnumerateArray().Select(file => new HubFile(Text(file, "name"), Text(file, "sha256"), file.GetProperty("size").GetInt64())).ToList();
            if (HubId.IsCommit(id.Revision) && files.Count > 0 && files.All(file => HubNames.IsPlain(file.Name)))
                return new(id, files);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException or SynthException)
        {
            throw Bad(exception.Message, exception);
        }

        throw Bad("its revision is no commit, or a file's name is none");

        static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

        SynthException Bad(string why, Exception? inner = null) => new(Diagnostic.Error(Codes.BaseModelUnavailable, $"'{display ?? path}' does not say which base model is meant ({why}). Delete it and run FetchBase, which writes it.", display ?? path), inner);
    }

    /// <summary>A model by its files in any order.</summary>
    internal static HubBase Of(HubId id, string commit, IEnumerable<HubFile> files) => new(id with { Revision = commit }, [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)]);

    /// <summary>The bytes of a <c>base.json</c>: the same model, the same bytes.</summary>
    public byte[] ToUtf8() => JsonObjects.ToUtf8(new JsonObject
    {
        ["id"] = Id.Repository,
        ["revision"] = Commit,
        ["files"] = new JsonArray([.. Files.Select(file => new JsonObject { ["name"] = file.Name, ["sha256"] = file.Sha256, ["size"] = file.Size })]),
    });
}
