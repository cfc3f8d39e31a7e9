using Polly;
using Polly.Retry;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>Asks one model again when an attempt fails in a way that may pass, and holds back while the endpoint is down.</summary>
public sealed class RetryTeacher : ITeacher
{
    private readonly ITeacher _inner;
    private readonly RetryOptions _options;
    private readonly ResiliencePipeline<TeacherReply> _pipeline;

    /// <summary>Around one model.</summary>
    public RetryTeacher(ITeacher inner, RetryOptions options)
    {
        (_inner, _options) = (inner, options);
        Breaker = new CircuitBreaker(options.Breaker, options.Time);
        _pipeline = Pipeline(options, Breaker);
    }

    /// <summary>The model.</summary>
    public string Model => _options.Model;

    /// <summary>What messages call the endpoint.</summary>
    public string Endpoint => _options.Endpoint;

    /// <summary>Attempts at one request.</summary>
    internal int MaxAttempts => _options.MaxAttempts;

    /// <summary>The endpoint's state.</summary>
    internal CircuitBreaker Breaker { get; }

    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) => AskAsync(request, patient: true, cancellationToken);

    /// <summary>As the other, and tells what to do when the endpoint is down.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="patient">Whether to wait until the endpoint may be probed; else an open circuit throws at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CircuitOpenException">The endpoint is down.</exception>
    /// <exception cref="ProviderException">The last attempt's.</exception>
    internal ValueTask<TeacherReply> AskAsync(TeacherRequest request, bool patient, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(
            static (state, token) => state.Teacher.AttemptAsync(state.Request, state.Patient, token),
            (Teacher: this, Request: request, Patient: patient),
            cancellationToken);

    private static ResiliencePipeline<TeacherReply> Pipeline(RetryOptions options, CircuitBreaker breaker)
    {
        if (options.MaxAttempts <= 1)
            return ResiliencePipeline<TeacherReply>.Empty;
        return new ResiliencePipelineBuilder<TeacherReply> { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions<TeacherReply>
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                ShouldHandle = static arguments => new(arguments.Outcome.Exception is ProviderException fault
                    && fault.Fault.IsRetryable() && (fault.RetryAfter ?? TimeSpan.Zero) <= RetryOptions.LongestWait),
                DelayGenerator = arguments => new(Backoff.Delay(arguments.AttemptNumber, breaker.Streak, (ProviderException)arguments.Outcome.Exception!, options.Randomizer())),
            })
            .Build();
    }

    private async ValueTask<TeacherReply> AttemptAsync(TeacherRequest request, bool patient, CancellationToken cancellationToken)
    {
        var probe = await Breaker.EnterAsync(patient, cancellationToken);
        try
        {
            var reply = await _inner.AskAsync(request, cancellationToken);
            Breaker.Succeeded();
            return reply;
        }
        catch (ProviderException e)
        {
            if (e.Fault.IsRetryable())
                Breaker.Failed(probe, e);
            else
                Breaker.Succeeded();
            // What would be tried again and may not be has not failed.
            if (e.Fault.IsRetryable())
                cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        catch
        {
            Breaker.Abandoned(probe);
            throw;
        }
    }
}
