using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Resolving;

/// <summary>Requests as files outside the project, for a worker that is to change nothing in it.</summary>
internal sealed class RequestFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synthtrain-forecast-").FullName;

    public RequestFiles(IEnumerable<StageRequest> requests) =>
        Paths = [.. requests.Select((request, number) => Write(Path.Combine(_folder, $"{number}.json"), request))];

    /// <summary>Absolute paths, in order.</summary>
    public IReadOnlyList<string> Paths { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Write(string path, StageRequest request)
    {
        File.WriteAllBytes(path, StageRequestFile.ToUtf8(request));
        return path;
    }
}
