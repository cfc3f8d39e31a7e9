using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Resolving;

/// <summary>Where a stage's request and key lie: in <c>obj/</c>, for every build can make them again.</summary>
internal sealed class StateFiles(string projectDirectory, string stateDirectory, string stage)
{
    private readonly string _folder = Path.Combine(Path.GetFullPath(stateDirectory, projectDirectory), stage);

    public string Request => Path.Combine(_folder, "request.json");

    /// <summary>What a plain build declares; apart from <see cref="Request"/>, which a running stage may be about to read.</summary>
    public string Declared => Path.Combine(_folder, "declared.json");

    public string Key => Path.Combine(_folder, "key");

    /// <summary>Writes what is declared when it differs.</summary>
    /// <returns>Its path.</returns>
    public string Declare(IFileSystem files, StageRequest request)
    {
        AtomicFile.WriteWhenDifferent(files, Declared, StageRequestFile.ToUtf8(request));
        return Declared;
    }
}
