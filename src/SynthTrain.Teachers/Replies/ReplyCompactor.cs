using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Journals;

namespace SynthTrain.Teachers.Replies;

/// <summary>Puts all replies into one file without lines that are torn, damaged, doubled or superseded.</summary>
/// <remarks>
/// The new file gets a number that no file has, appears whole by one rename, and only then are the others deleted. Killed at any moment, every reply stands in at least one file, and reading
/// both the new and the old ones finds the same. The locks of all writers are held; who opens for reading meanwhile looks at the list of files again until nothing new is on it.
/// </remarks>
public sealed class ReplyCompactor(ReplyStoreOptions options)
{
    private readonly ReplyFiles _names = new(options.Files, options.Directory);

    /// <summary>Compacts.</summary>
    /// <exception cref="SynthException"><see cref="Codes.StageLocked"/> while a build adds replies, <see cref="Codes.CannotWrite"/>.</exception>
    public CompactionSummary Compact()
    {
        var locks = new List<FileStream>();
        try
        {
            var numbers = _names.List();
            foreach (var number in numbers)
                locks.Add(Lock(number) ?? throw new SynthException(Codes.StageLocked, $"'{options.Display}/{ReplyFiles.NameOf(number)}.jsonl' is being written by a build that asks a teacher; wait for it or end it, then compact again. Nothing was changed.", options.Display));
            if (numbers.Count == 0)
                return default;
            var target = Target(numbers, locks);
            var before = numbers.Sum(number => options.Files.Stat(_names.PathOf(number))?.Length ?? 0);
            var replies = Write(numbers, target);
            foreach (var number in numbers)
                options.Files.Delete(_names.PathOf(number));
            return new CompactionSummary(numbers.Count, before, options.Files.Stat(_names.PathOf(target))?.Length ?? 0, replies);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotWrite, $"'{options.Display}' cannot be compacted: {e.Message} No reply is lost.", options.Display), e);
        }
        finally
        {
            foreach (var held in locks)
                held.Dispose();
        }
    }

    private FileStream? Lock(int number) => options.Files.TryOpenAlone(_names.LockOf(number));

    // A number whose lock is taken belongs to a build that has only just begun.
    private int Target(IReadOnlyList<int> numbers, List<FileStream> locks)
    {
        for (var number = 0; number < ReplyFiles.Max; number++)
        {
            if (numbers.Contains(number) || Lock(number) is not { } held)
                continue;
            locks.Add(held);
            if (options.Files.Stat(_names.PathOf(number)) is null)
                return number;
        }

        throw new SynthException(Codes.CannotWrite, $"'{options.Display}' holds {ReplyFiles.Max} files, and a compaction needs room for one more; move one of them away.", options.Display);
    }

    private long Write(IReadOnlyList<int> numbers, int target)
    {
        var places = new KeyIndex();
        var logs = new List<KeyedLog>();
        try
        {
            foreach (var number in numbers)
            {
                var at = logs.Count;
                logs.Add(KeyedLog.OpenRead(options.Files, FileOf(number), (key, offset, _) => places.Set(key, (offset << ReplyFiles.Bits) | (uint)at), options.Diagnostics)!);
            }

            using var file = new AtomicFile(options.Files, _names.PathOf(target));
            for (var at = 0; at < logs.Count; at++)
            {
                // The same order in which they are read later, so that the last line of a key stays the one that counts.
                logs[at].Visit((key, offset, line) =>
                {
                    if (!places.TryGet(key, out var place) || place != ((offset << ReplyFiles.Bits) | (uint)at))
                        return;
                    file.Stream.Write(line);
                    file.Stream.WriteByte((byte)'\n');
                });
            }

            file.Commit();
            return places.Count;
        }
        finally
        {
            foreach (var log in logs)
                log.Dispose();
        }
    }

    private KeyedLogFile FileOf(int number) => new(_names.PathOf(number), $"{options.Display}/{ReplyFiles.NameOf(number)}.jsonl", Repair: false);
}
