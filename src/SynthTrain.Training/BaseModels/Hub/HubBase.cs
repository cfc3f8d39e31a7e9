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
            var id = HubId.Parse(root.GetProperty("id").GetString() + "@" + root.GetProperty("revision").GetString());
            var files = root.GetProperty("files").EnumerateArray().Select(file => new HubFile(file.GetProperty("name").GetString()!, file.GetProperty("sha256").GetString()!, file.GetProperty("size").GetInt64())).ToList();
            if (HubId.IsCommit(id.Revision) && files.Count > 0 && files.All(file => HubNames.IsPlain(file.Name)))
                return new(id, files);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or SynthException)
        {
            throw Bad(exception.Message, exception);
        }

        throw Bad("its revision is no commit, or a file's name is none");

        SynthException Bad(string why, Exception? inner = null) => new(Diagnostic.Error(Codes.BaseModelUnavailable, $"'{display ?? path}' does not say which base model is meant ({why}). Delete it and run FetchBase, which writes it.", display ?? path), inner);
    }

    /// <summary>The bytes of a <c>base.json</c>: the same model, the same bytes.</summary>
    public byte[] ToUtf8() => JsonObjects.ToUtf8(new JsonObject
    {
        ["id"] = Id.Repository,
        ["revision"] = Commit,
        ["files"] = new JsonArray([.. Files.Select(file => new JsonObject { ["name"] = file.Name, ["sha256"] = file.Sha256, ["size"] = file.Size })]),
    });
}
