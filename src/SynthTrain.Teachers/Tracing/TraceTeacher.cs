using System.Diagnostics;
using System.Globalization;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Limits;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Tracing;

/// <summary>Makes a span and metrics of every attempt at a model, when somebody listens. Never what was asked or answered, nor headers or keys.</summary>
/// <param name="inner">One model's provider.</param>
/// <param name="teacher">The teacher.</param>
/// <param name="model">The model.</param>
/// <param name="time">The clock.</param>
public sealed class TraceTeacher(ITeacher inner, TeacherDefinition teacher, string model, TimeProvider time) : ITeacher
{
    private readonly string _name = $"{TraceNames.Chat} {model}";
    private readonly TagList _common = Common(teacher, model);

    /// <inheritdoc/>
    public ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken) =>
        Telemetry.IsHeard ? TraceAsync(request, cancellationToken) : inner.AskAsync(request, cancellationToken);

    private static TagList Common(TeacherDefinition teacher, string model)
    {
        var tags = new TagList
        {
            { TraceNames.Operation, TraceNames.Chat },
            { TraceNames.Provider, ProviderName(teacher.Provider) },
            { TraceNames.RequestModel, model },
        };
        if (teacher.BaseUrl is { } url)
        {
            tags.Add(TraceNames.ServerAddress, url.Host);
            tags.Add(TraceNames.ServerPort, url.Port);
        }

        return tags;
    }

    // The convention's own words where it has them.
    private static string ProviderName(string provider) => provider switch
    {
        "gemini" => "gcp.gemini",
        "vertex" => "gcp.vertex_ai",
        _ => provider,
    };

    private async ValueTask<TeacherReply> TraceAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var span = Telemetry.Spans.StartActivity(ActivityKind.Client, tags: _common, name: _name);
        AddRequest(span, request);
        var tags = _common;
        try
        {
            var reply = await inner.AskAsync(request, cancellationToken);
            AddReply(span, reply);
            tags.Add(TraceNames.ResponseModel, reply.Model);
            Count(reply.InputTokens, "input", tags);
            Count(reply.OutputTokens, "output", tags);
            return reply;
        }
        catch (Exception e)
        {
            var type = e is ProviderException fault ? fault.Fault.Word() : e is OperationCanceledException ? "cancelled" : e.GetType().FullName!;
            tags.Add(TraceNames.ErrorType, type);
            // Without the message: a provider may repeat the prompt in it.
            span?.SetTag(TraceNames.ErrorType, type).SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            Telemetry.Duration.Record(time.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    private static void AddRequest(Activity? span, TeacherRequest request)
    {
        if (span is not { IsAllDataRequested: true })
            return;
        if (request.ResponseSchema is not null)
            span.SetTag(TraceNames.OutputType, "json");
        if (TokenEstimator.Bound(request.Teacher) is { } bound)
            span.SetTag(TraceNames.RequestMaxTokens, bound);
        if (request.Teacher.Parameters.TryGetValue("temperature", out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var temperature))
            span.SetTag(TraceNames.RequestTemperature, temperature);
    }

    private static void AddReply(Activity? span, TeacherReply reply)
    {
        if (span is not { IsAllDataRequested: true })
            return;
        span.SetTag(TraceNames.ResponseModel, reply.Model);
        span.SetTag(TraceNames.FinishReasons, new[] { reply.FinishReason });
        if (reply.InputTokens + reply.OutputTokens == 0)
            return;
        span.SetTag(TraceNames.InputTokens, reply.InputTokens);
        span.SetTag(TraceNames.OutputTokens, reply.OutputTokens);
    }

    private static void Count(int tokens, string type, TagList tags)
    {
        if (tokens == 0)
            return;
        tags.Add(TraceNames.TokenType, type);
        Telemetry.Tokens.Record(tokens, tags);
    }
}
