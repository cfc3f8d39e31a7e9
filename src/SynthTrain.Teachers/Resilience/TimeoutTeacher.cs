using System.Globalization;
using Polly;
using Polly.Timeout;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>Ends an attempt that takes too long. Stands right around the provider: waiting for a limit or for money is no attempt.</summary>
public sealed class TimeoutTeacher : ITeacher
{
    private readonly ITeacher _inner;
    private readonly TimeSpan _timeout;
    private readonly ResiliencePipeline<TeacherReply> _pipeline;

    /// <summary>Around one provider.</summary>
    /// <param name="inner">The provider.</param>
    /// <param name="timeout">How long one attempt may take: <see cref="TeacherLimits.Timeout"/>.</param>
    /// <param name="time">The clock.</param>
    public TimeoutTeacher(ITeacher inner, TimeSpan timeout, TimeProvider time)
    {
        (_inner, _timeout) = (inner, timeout);
        _pipeline = new ResiliencePipelineBuilder<TeacherReply> { TimeProvider = time }.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout }).Build();
    }

    /// <inheritdoc/>
    /// <exception cref="ProviderException"><see cref="ProviderFault.Timeout"/>, or the provider's own.</exception>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(static (state, token) => Listening(state._inner.AskAsync(state.request, token), token), (_inner, request), cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"No reply within {_timeout.TotalSeconds:0.###} s (timeout_seconds).");
            throw new ProviderException(ProviderFault.Timeout, message, e) { MayBeCharged = true };
        }
    }

    // A user's client need not look at its token.
    private static ValueTask<TeacherReply> Listening(ValueTask<TeacherReply> reply, CancellationToken cancellationToken) =>
        reply.IsCompleted ? reply : new(reply.AsTask().WaitAsync(cancellationToken));
}
