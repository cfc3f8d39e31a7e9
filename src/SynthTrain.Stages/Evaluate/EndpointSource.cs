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

    public EndpointSource(StageContext context, EvaluateOptions options, Uri address, byte[]? schema) => Answerer = new(
        new EndpointOptions
        {
            Base = address,
            Model = options.EndpointModel,
            Key = context.Secret(EndpointOptions.KeyVariable),
            MaxTokens = options.MaxTokens,
            Schema = options.Constrained ? JsonElement.Parse(schema!) : null,
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
