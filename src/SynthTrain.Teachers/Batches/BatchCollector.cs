using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Batches;

/// <summary>Notes every request that reaches it instead of sending it; stands behind the reply cache, which answers in the next round what a job has answered.</summary>
public sealed class BatchCollector : ITeacher, IDisposable
{
    private readonly BatchOptions _options;
    private readonly NotedRequests _noted;
    private readonly BatchFailures _failures;
    private readonly BatchRounds _rounds;

    /// <summary>Makes one for a stage.</summary>
    public BatchCollector(BatchOptions options)
    {
        _options = options;
        _noted = new NotedRequests(options.Files, Path.Combine(options.Directory, "noted.jsonl"));
        _failures = new BatchFailures(options.MaxFruitless);
        _rounds = new BatchRounds(options, _noted, _failures);
    }

    /// <inheritdoc/>
    /// <exception cref="ReplyPendingException">Always, unless jobs have answered the request with faults alone.</exception>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var key = _options.Keys.Of(request);
        if (_failures.Final(key) is { } final)
            return final;
        if (!_noted.Has(key))
        {
            var body = await _options.Wire.BodyAsync(request, cancellationToken);
            using var line = new MemoryStream(body.Length + 200);
            _options.Provider.WriteRequest(line, NotedRequest.Text(key), body.Span);
            _noted.Add(key, line.GetBuffer().AsSpan(0, (int)line.Length), _options.Estimate(request));
        }

        throw new ReplyPendingException();
    }

    /// <summary>Submits what was noted, waits for all open jobs, and puts their replies into the reply cache.</summary>
    /// <param name="drain">Ends the wait; jobs run on, and the next build takes their results.</param>
    /// <exception cref="Core.Diagnostics.SynthException">Jobs fail, or bring nothing again and again.</exception>
    public async Task NextRoundAsync(CancellationToken drain)
    {
        await _rounds.RunAsync(drain);
        _noted.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _noted.Dispose();
}
