using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Batches;

/// <summary>Calls about jobs: again after faults that pass, one coded error for those that do not.</summary>
internal sealed class BatchFaults(BatchOptions options)
{
    private const string StateFolder = ".synthtrain";

    private string Teacher => $"Teacher '{options.Teacher.Name}' ({options.Teacher.Provider}, model '{options.Teacher.Models[0]}')";

    /// <summary>How a user gives a job up.</summary>
    private string GiveUp
    {
        get
        {
            var folder = options.Directory.Replace('\\', '/');
            var state = folder.LastIndexOf(StateFolder, StringComparison.Ordinal);
            return $"To give it up, and to have its requests asked and paid again, delete '{(state < 0 ? folder : folder[state..])}'.";
        }
    }

    /// <summary>The error for a fault; null for one that passes by itself.</summary>
    public SynthException? Error(ProviderException fault)
    {
        if (fault.Fault.IsRetryable())
            return null;
        // A job that is too large is no row that is too long.
        var (code, advice) = fault.Fault == ProviderFault.TooLong ? (Codes.BatchJobFailed, "Ask for fewer rows at a time with SynthLimit.") : FinalFault.Advice(fault.Fault);
        return new SynthException(Diagnostic.Error(code, $"{Teacher}, batch job: {fault.Message.TrimEnd('.')}. {advice}"), fault);
    }

    /// <summary>The error when the provider does not know a job that was paid for.</summary>
    public SynthException NotFound(string id) => new(
        Codes.BatchJobFailed, $"{Teacher}: the provider does not know batch job '{id}', which an earlier build submitted. Does the key belong to another account or project? {GiveUp}");

    /// <summary>The error when a job has ended and its results cannot be had.</summary>
    public SynthException Gone(string id, ProviderException fault) => new(
        Diagnostic.Error(Codes.BatchJobFailed, $"{Teacher}: batch job '{id}' has ended and its results are gone: {fault.Message.TrimEnd('.')}. Providers keep them for some weeks, for the account that submitted the job. {GiveUp}"),
        fault);

    /// <summary>The error when a job runs longer than any provider lets one run.</summary>
    public SynthException Endless(BatchJob job, TimeSpan age) => new(
        Codes.BatchJobFailed, string.Create(CultureInfo.InvariantCulture, $"{Teacher}: batch job '{job.Id}' is {job.State} since {age.TotalHours:0} hours, longer than a job may take. Build again to look once more. {GiveUp}"));

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
                if (attempt >= options.Teacher.Limits.MaxAttempts)
                    throw Down(e);
                await PauseAsync(attempt, e, cancellationToken);
            }
        }
    }

    /// <summary>Waits before the next attempt, as long as the provider asks (up to what is ever waited for) or twice as long as before.</summary>
    public Task PauseAsync(int attempt, ProviderException fault, CancellationToken cancellationToken)
    {
        var pause = fault.RetryAfter ?? options.FirstPause * Math.Pow(2, Math.Min(attempt - 1, 6));
        return Task.Delay(pause < RetryOptions.LongestWait ? pause : RetryOptions.LongestWait, options.Time, cancellationToken);
    }

    /// <summary>The error when all attempts are used up.</summary>
    public SynthException Down(ProviderException fault) => new(
        Diagnostic.Error(Codes.BatchJobFailed, $"Teacher '{options.Teacher.Name}' ({options.Teacher.Provider}): the provider's batch jobs cannot be reached: {fault.Message} Jobs that were submitted run on; build again to take their results."),
        fault);
}
