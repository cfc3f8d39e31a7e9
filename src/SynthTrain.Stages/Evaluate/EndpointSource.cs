using System.Net;
using System.Text.Json;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Evaluation.Endpoints;

namespace SynthTrain.Stages.Evaluate;

/// <summary>The endpoint of a project, with the network that it is asked over.</summary>
internal sealed class EndpointSource : IDisposable
{
    // No brotli: its reader tells damaged bytes by an exception that other faults have too.
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate, ConnectTimeout = TimeSpan.FromSeconds(30), ActivityHeadersPropagator = null };

    /// <param name="context">The stage.</param>
    /// <param name="options">How it is asked.</param>
    /// <param name="schema">What answers are held to; null = nothing.</param>
    public EndpointSource(StageContext context, EvaluateOptions options, byte[]? schema) => Answerer = new(
        new EndpointOptions
        {
            Base = options.Endpoint!,
            Model = options.EndpointModel,
            Key = context.Secret(EndpointOptions.KeyVariable),
            MaxTokens = options.MaxTokens,
            Schema = schema is null ? null : JsonElement.Parse(schema),
        },
        _handler,
        context.Time);

    public EndpointAnswerer Answerer { get; }

    public void Dispose()
    {
        Answerer.Dispose();
        _handler.Dispose();
    }
}
