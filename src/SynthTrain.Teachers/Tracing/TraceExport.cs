using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SynthTrain.Teachers.Tracing;

/// <summary>Sends spans and metrics to an OpenTelemetry collector until it is disposed of, which sends the rest.</summary>
public sealed class TraceExport : IDisposable
{
    private const int LongestFlushMilliseconds = 5000;
    private readonly TracerProvider _spans;
    private readonly MeterProvider _metrics;

    private TraceExport(Uri? endpoint)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("synthtrain", autoGenerateServiceInstanceId: false);
        _spans = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name)
            .AddOtlpExporter(options => Set(options, endpoint, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name)
            .AddOtlpExporter(options => Set(options, endpoint, "v1/metrics")).Build();
    }

    /// <summary>Starts.</summary>
    /// <param name="endpoint">The collector, by OTLP over HTTP; null takes what OpenTelemetry's variables say (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its siblings), else localhost.</param>
    public static TraceExport Start(Uri? endpoint = null) => new(endpoint);

    /// <inheritdoc/>
    public void Dispose()
    {
        _spans.Shutdown(LongestFlushMilliseconds);
        _metrics.Shutdown(LongestFlushMilliseconds);
        _spans.Dispose();
        _metrics.Dispose();
    }

    private static void Set(OtlpExporterOptions options, Uri? endpoint, string signal)
    {
        if (endpoint is not null || Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is null or "")
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
        if (endpoint is not null)
            options.Endpoint = new Uri(endpoint, signal);
    }
}
