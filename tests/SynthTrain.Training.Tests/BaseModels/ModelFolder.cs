using System.Text.Json.Nodes;

namespace SynthTrain.Training.Tests.BaseModels;

/// <summary>A golden model in a folder of its own, to be changed.</summary>
internal sealed class ModelFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("synthtrain-base").FullName;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public static ModelFolder Copy(string name)
    {
        var folder = new ModelFolder();
        foreach (var file in Directory.GetFiles(Golden.Require($"models/{name}")))
            File.Copy(file, folder[System.IO.Path.GetFileName(file)]);
        return folder;
    }

    public void Edit(string file, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(this[file]))!.AsObject();
        change(json);
        File.WriteAllText(this[file], json.ToJsonString());
    }

    /// <summary>A writer's stream for a role.</summary>
    public Stream Open(string role) => File.Create(this[role]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
