using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Replies;

/// <summary>Writes a project's replies into a file that can be committed: one line a key, sorted by key, so that the same replies are the same bytes and versions compare line by line.</summary>
/// <param name="options">Where replies and recordings are.</param>
/// <param name="keys">Takes keys out once more, for replies that older versions kept.</param>
public sealed class ReplyRecorder(ReplyStoreOptions options, KeyRing keys)
{
    /// <summary>The file that this writes; other recordings of the folder are the user's and stay as they are.</summary>
    public const string FileName = "replies.jsonl";

    /// <summary>Records all replies that no other recording holds. What was recorded before stays, so that a clone without replies of its own loses none.</summary>
    /// <exception cref="SynthException">A recording is damaged, or the file cannot be written.</exception>
    public RecordingSummary Record()
    {
        var folder = options.Recordings ?? throw new InvalidOperationException("There is no folder for recordings.");
        var target = Path.Combine(folder, FileName);
        var wanted = new SortedSet<UInt128>();
        int before;
        using (var recorded = RecordedReplies.Open(options.Files, folder, options.RecordingsDisplay))
        {
            wanted.UnionWith(recorded.Keys(target));
            before = wanted.Count;
            wanted.UnionWith(Kept().Where(key => recorded.Find(key) is null));
        }

        using var store = new ReplyStore(options with { ReadOnly = true });
        try
        {
            using var file = new AtomicFile(options.Files, target);
            foreach (var key in wanted)
                Write(file.Stream, key, store);
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"'{target}' cannot be written: {e.Message}", target), e);
        }

        return new RecordingSummary(wanted.Count, wanted.Count - before, options.Files.Stat(target)?.Length ?? 0);
    }

    private void Write(Stream output, UInt128 key, ReplyStore store)
    {
        if (store.Find(key) is not { } reply)
            return;
        using var record = new PooledBuffer();
        ReplyRecord.Write(record, keys.Scrub(reply));
        RecordingLine.Write(output, key, record.Written.Span[1..]);
    }

    private HashSet<UInt128> Kept()
    {
        var found = new HashSet<UInt128>();
        var names = new ReplyFiles(options.Files, options.Directory);
        foreach (var number in names.List())
        {
            var file = new KeyedLogFile(names.PathOf(number), $"{options.Display}/{ReplyFiles.NameOf(number)}.jsonl", Repair: false);
            using var log = KeyedLog.OpenRead(options.Files, file, (key, _, _) => found.Add(key), new NoDiagnostics());
        }

        return found;
    }

    // The store that is opened afterwards tells of damaged lines.
    private sealed class NoDiagnostics : IDiagnosticSink
    {
        public void Report(Diagnostic diagnostic)
        {
        }
    }
}
