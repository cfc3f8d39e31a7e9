using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>An OpenAI-compatible endpoint: llama-server, Ollama, vLLM, a provider. Its key stands in no message.</summary>
public sealed class EndpointAnswerer : IAnswerer, IDisposable
{
    private readonly EndpointOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly EndpointClient _client;

    /// <summary>Makes no connection yet.</summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="handler">The network; it is not disposed of here.</param>
    /// <param name="time">For pauses and latencies.</param>
    public EndpointAnswerer(EndpointOptions options, HttpMessageHandler handler, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _http = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new EndpointClient(_http, options, time);
    }

    /// <inheritdoc/>
    public string Name => $"{_options.Base.GetLeftPart(UriPartial.Path).TrimEnd('/')} ({_options.Model})";

    /// <inheritdoc/>
    public async Task<Answer> AnswerAsync(EvaluationRow row, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _client.AskAsync(row, cancellation);
            }
            catch (EndpointFault fault) when (fault.Scope == FaultScope.Attempt && attempt < _options.MaxAttempts && Pause(fault, attempt) is { } pause)
            {
                await Task.Delay(pause, _time, cancellation);
            }
            catch (EndpointFault fault) when (fault.Scope == FaultScope.Endpoint)
            {
                throw new SynthException(Codes.EndpointFailed, $"'{Name}' cannot be evaluated. {Clean(fault.Message)} Check the address and the model's name; a key is read from {EndpointOptions.KeyVariable} of the environment or of .env{(_options.Key is null ? ", and there is none" : "")}.");
            }
            catch (EndpointFault fault)
            {
                throw new AnswerFailedException($"{Clean(fault.Message)} (attempt {attempt} of {_options.MaxAttempts})", fault.Scope == FaultScope.Row);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>How long to wait; <see langword="null"/> when the server asks for longer than anybody waits.</summary>
    private TimeSpan? Pause(EndpointFault fault, int attempt)
    {
        var own = _options.FirstPause * Math.Pow(2, attempt - 1);
        if (fault.RetryAfter is not { } asked)
            return own;
        return asked > _options.LongestPause ? null : asked > TimeSpan.Zero ? asked : own;
    }

    // A server may repeat what it was sent.
    private string Clean(string message) => _options.Key is { Length: > 0 } key ? message.Replace(key, "***", StringComparison.Ordinal) : message;
}
