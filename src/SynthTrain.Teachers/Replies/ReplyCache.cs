using System.Collections.Concurrent;
using System.Text;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Replies;

/// <summary>Answers from the store what was answered before; asks the rest once, also when several ask the same at one time.</summary>
public sealed class ReplyCache(ITeacher inner, ReplyStore store, RequestKeys keys) : ITeacher
{
    private readonly ConcurrentDictionary<UInt128, TaskCompletionSource<TeacherReply>> _flights = new();

    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var key = keys.Of(request);
        return store.Find(key) is { } known ? new(known) : new(FlyAsync(key, request, cancellationToken));
    }

    // What is returned now must be what a later run reads: half a surrogate pair does not survive UTF-8.
    internal static TeacherReply Storable(TeacherReply reply) => reply.Text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? reply with { Text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(reply.Text)) }
        : reply;

    private async Task<TeacherReply> FlyAsync(UInt128 key, TeacherRequest request, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<TeacherReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flight = _flights.GetOrAdd(key, mine);
        if (flight != mine)
            return await flight.Task.WaitAsync(cancellationToken) with { Cached = true };
        try
        {
            // Another flight may have landed between the look-up and this one's start.
            var reply = store.Find(key) ?? await SendAsync(key, request, cancellationToken);
            mine.SetResult(reply);
            return reply;
        }
        catch (Exception e)
        {
            mine.SetException(e);
            // Whoever waits sees the exception; when nobody does, it is seen here.
            _ = mine.Task.Exception;
            throw;
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }

    private async Task<TeacherReply> SendAsync(UInt128 key, TeacherRequest request, CancellationToken cancellationToken)
    {
        var reply = Storable(await inner.AskAsync(request, cancellationToken));
        // A request that can have no reply is told so each time it is asked.
        if (reply.Rejection is null)
            store.Add(key, reply);
        return reply;
    }
}
