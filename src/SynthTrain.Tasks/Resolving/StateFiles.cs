using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Resolving;

/// <summary>Where a stage's request and key lie: in <c>obj/</c>, for every build can make them again.</summary>
internal sealed class StateFiles(string projectDirectory, string stateDirectory, string stage)
{
    private readonly string _folder = Path.Combine(Path.GetFullPath(stateDirectory, projectDirectory), stage);

    public string Request => Path.Combine(_folder, "request.json");

    public string Key => Path.Combine(_folder, "key");

    /// <summary>Writes the request when it differs.</summary>
    /// <returns>Its path.</returns>
    public string Save(IFileSystem files, StageRequest request)
    {
        var content = StageRequestFile.ToUtf8(request);
        if (files.Stat(Request)?.Length != content.Length || !TextFile.ReadBytes(files, Request, Request).AsSpan().SequenceEqual(content))
            AtomicFile.Write(files, Request, content);
        return Request;
    }
}
