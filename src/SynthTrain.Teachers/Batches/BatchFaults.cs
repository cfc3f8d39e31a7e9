using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Batches;

/// <summary>Calls about jobs: again after faults that pass, one coded error for those that do not.</summary>
internal sealed class BatchFaults(TeacherDefinition teacher, TimeProvider time, TimeSpan pause)
{
    /// <summary>The error for a fault; null for one that passes by itself.</summary>
    public SynthException? Error(ProviderException fault)
    {
        if (fault.Fault.IsRetryable())
            return null;
        // A job that is too large is no row that is too long.
        var (code, advice) = fault.Fault == ProviderFault.TooLong ? (Codes.BatchJobFailed, "Ask for fewer rows at a time with SynthLimit.") : FinalFault.Advice(fault.Fault);
        return new SynthException(Diagnostic.Error(code, $"Teacher '{teacher.Name}' ({teacher.Provider}, model '{teacher.Models[0]}'), batch job: {fault.Message.TrimEnd('.')}. {advice}"), fault);
    }

    /// <summary>Does a call that may be repeated.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (ProviderException e)
            {
                if (Error(e) is { } error)
                    throw error;
                if (attempt >= teacher.Limits.MaxAttempts)
                    throw Down(e);
                await PauseAsync(attempt, e, cancellationToken);
            }
        }
    }

    /// <summary>Waits before the next attempt, as long as the provider asks or twice as long as before.</summary>
    public Task PauseAsync(int attempt, ProviderException fault, CancellationToken cancellationToken) =>
        Task.Delay(fault.RetryAfter ?? pause * Math.Pow(2, Math.Min(attempt - 1, 6)), time, cancellationToken);

    /// <summary>The error when all attempts are used up.</summary>
    public SynthException Down(ProviderException fault) => new(
        Diagnostic.Error(Codes.BatchJobFailed, $"Teacher '{teacher.Name}' ({teacher.Provider}): the provider's batch jobs cannot be reached: {fault.Message} Jobs that were submitted run on; build again to take their results."),
        fault);
}
