using System.Collections.Concurrent;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Batches;

/// <summary>Requests that jobs have answered with faults: how often, and what to tell the row in the end.</summary>
internal sealed class BatchFailures(int most)
{
    private readonly ConcurrentDictionary<UInt128, (int Count, string Message)> _failed = [];
    private readonly ConcurrentDictionary<UInt128, TeacherReply> _rejected = [];

    /// <summary>Counts a fault.</summary>
    public void Add(UInt128 key, string message) => _failed.AddOrUpdate(key, (1, message), (_, before) => (before.Count + 1, message));

    /// <summary>Keeps a reply that rejects its row: another job would end the same way.</summary>
    public void Reject(UInt128 key, TeacherReply reply) => _rejected[key] = reply;

    /// <summary>The rejection of a request; null when it is to be asked (again).</summary>
    /// <exception cref="TeacherException">Every job so far answered with a fault.</exception>
    public TeacherReply? Final(UInt128 key)
    {
        if (_failed.TryGetValue(key, out var failed) && failed.Count >= most)
            throw new TeacherException($"{failed.Count} batch jobs brought no reply: {failed.Message}");
        return _rejected.GetValueOrDefault(key);
    }
}
