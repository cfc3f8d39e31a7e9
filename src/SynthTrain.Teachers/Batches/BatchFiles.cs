using System.Globalization;
using System.Text;
using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Batches;

/// <summary>A stage's files of jobs besides the record: for each job its requests, their keys, and its results until they are in the reply cache.</summary>
internal sealed class BatchFiles(IFileSystem files, string directory)
{
    private static readonly string[] s_endings = [".requests.jsonl", ".results.jsonl", ".keys", AtomicFile.TemporarySuffix];

    /// <summary>The requests of a job.</summary>
    public string Requests(string hash) => Path.Combine(directory, hash + ".requests.jsonl");

    /// <summary>The results of a job.</summary>
    public string Results(string id) => Path.Combine(directory, string.Concat(id.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_')) + ".results.jsonl");

    /// <summary>Whether the keys of an entry's requests are known here.</summary>
    public bool KnowsKeys(BatchEntry entry) => entry.Hash.Length > 0 && files.Stat(Keys(entry.Hash)) is not null;

    /// <summary>The keys of an entry's requests; empty when they are not known here.</summary>
    public IEnumerable<UInt128> KeysOf(BatchEntry entry) => KnowsKeys(entry)
        ? TextFile.Read(files, Keys(entry.Hash), Keys(entry.Hash)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => UInt128.Parse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        : [];

    /// <summary>Writes keys and requests of a job that is about to be submitted.</summary>
    public void Write(BatchPart part, NotedRequests noted)
    {
        using (var requests = new AtomicFile(files, Requests(part.Hash)))
        {
            noted.CopyTo(requests.Stream, part.Requests);
            requests.Commit();
        }

        AtomicFile.Write(files, Keys(part.Hash), Encoding.ASCII.GetBytes(string.Concat(part.Requests.Select(request => NotedRequest.Text(request.Key) + "\n"))));
    }

    /// <summary>Deletes what killed builds have left of jobs that are not open.</summary>
    public void DeleteAllBut(IEnumerable<BatchEntry> open)
    {
        var kept = open.SelectMany(entry => new[] { Requests(entry.Hash), Keys(entry.Hash), Results(entry.Id ?? "") }).ToHashSet(StringComparer.Ordinal);
        foreach (var path in files.Files(directory, recursive: false))
        {
            if (s_endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)) && !kept.Contains(path))
                files.Delete(path);
        }
    }

    /// <summary>Deletes what is no longer needed of a job.</summary>
    public void Delete(BatchEntry entry)
    {
        if (entry.Id is { } id)
            files.Delete(Results(id));
        if (entry.Hash.Length == 0)
            return;
        files.Delete(Requests(entry.Hash));
        files.Delete(Keys(entry.Hash));
    }

    private string Keys(string hash) => Path.Combine(directory, hash + ".keys");
}
