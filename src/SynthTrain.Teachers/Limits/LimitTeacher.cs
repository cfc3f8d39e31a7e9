using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Limits;

/// <summary>Sends no faster than one model's provider takes: requests and tokens in any window, a pause that the provider asked for, and as many at a time as it answers.</summary>
/// <param name="inner">The model.</param>
/// <param name="limiter">What is shared with other processes; the caller disposes of it.</param>
/// <param name="limits">The teacher's limits.</param>
/// <param name="concurrency">Requests that the stage has under way at a time.</param>
public sealed class LimitTeacher(ITeacher inner, SharedLimiter limiter, TeacherLimits limits, int concurrency) : ITeacher
{
    private readonly AdaptiveGate _gate = new(concurrency);
    private readonly TokenEstimator _estimator = new();

    /// <summary>Requests at a time now.</summary>
    internal int Limit => _gate.Limit;

    /// <inheritdoc/>
    /// <exception cref="ProviderException">The provider's; or the pause it asked for is longer than is waited for.</exception>
    /// <exception cref="TeacherException">The request is larger than a whole window.</exception>
    /// <exception cref="NotSentException">Given up while it waited.</exception>
    /// <exception cref="SynthException">Every request is: <see cref="Codes.BadTeacher"/>.</exception>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var size = limits.TokensPerMinute is { } most ? Size(request, most) : default;
        var generation = await WaitAsync(_gate.EnterAsync(cancellationToken), cancellationToken);
        var outcome = GateOutcome.None;
        try
        {
            var slot = await WaitAsync(limiter.TakeAsync(size.Held, RetryOptions.LongestWait, cancellationToken), cancellationToken) ?? throw PauseTooLong();
            long? used = null;
            try
            {
                var reply = await inner.AskAsync(request, cancellationToken);
                outcome = GateOutcome.Answered;
                used = Used(size, reply);
                return reply;
            }
            catch (ProviderException e) when (e.Fault.IsCongestion())
            {
                outcome = GateOutcome.Congested;
                if (e.RetryAfter is { } asked && asked > TimeSpan.Zero)
                    limiter.Pause(asked);
                throw;
            }
            finally
            {
                limiter.Settle(slot, used);
            }
        }
        finally
        {
            _gate.Leave(generation, outcome);
        }
    }

    private static async ValueTask<T> WaitAsync<T>(ValueTask<T> place, CancellationToken cancellationToken)
    {
        try
        {
            return await place;
        }
        catch (OperationCanceledException)
        {
            throw new NotSentException(cancellationToken);
        }
    }

    private RequestSize Size(TeacherRequest request, int most)
    {
        var bound = TokenEstimator.Bound(request.Teacher);
        if (bound >= most)
            throw new SynthException(Codes.BadTeacher, Invariant($"Teacher '{request.Teacher.Name}' allows replies of {bound} tokens, and 'limits.tokens_per_minute' is {most}: no request could ever be sent. Lower max_tokens, or raise the limit."));
        var plain = TokenEstimator.Plain(request);
        var output = _estimator.Output(bound);
        if (plain + (bound ?? 0) > most)
            throw new TeacherException(Invariant($"The request has about {plain + (bound ?? 0)} tokens, prompt and reply together, and 'limits.tokens_per_minute' of teacher '{request.Teacher.Name}' is {most}: it could never be sent."));
        return new RequestSize(plain, bound, Math.Min(most, _estimator.Prompt(plain) + output));
    }

    // Providers count what the reply might have when the request says so, else what it has.
    private long? Used(in RequestSize size, TeacherReply reply)
    {
        if (size.Held == 0 || reply.InputTokens + reply.OutputTokens == 0)
            return null;
        _estimator.Learn(size.Plain, reply);
        return reply.InputTokens + (size.Bound ?? reply.OutputTokens);
    }

    private ProviderException PauseTooLong()
    {
        var left = limiter.CoolDown;
        return new ProviderException(ProviderFault.RateLimited, Invariant($"The provider asked not to be asked for another {left.TotalSeconds:0} s.")) { RetryAfter = left };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct RequestSize(long Plain, long? Bound, long Held);
}
