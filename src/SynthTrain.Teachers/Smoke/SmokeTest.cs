using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Smoke;

/// <summary>Asks a model two or three tiny questions: does the key work, does the model exist, does it keep to a schema, does it stream.</summary>
/// <remarks>One attempt each, past limits, budget and reply cache: what is looked for is the first fault.</remarks>
public sealed class SmokeTest(ProviderServices services)
{
    private const string Ok = "ok";
    private const string Untried = "-";
    private const string Schema = """{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}""";
    private static readonly TeacherMessage[] s_question = [new("user", "This is a test of the connection. Is two and two four?")];

    /// <summary>Asks one model of a teacher.</summary>
    public async Task<SmokeResult> RunAsync(TeacherDefinition definition, string model, CancellationToken cancellationToken)
    {
        definition = definition with { Models = [model], Stream = false };
        if (!definition.IsModel)
            return new SmokeResult(definition.Name, model, "rules", Untried, Untried, TimeSpan.Zero);
        // The verb loads no user code.
        if (definition.Plugin is not null && services.Plugins is null)
            return new SmokeResult(definition.Name, model, "not tried", Untried, Untried, TimeSpan.Zero);
        if (definition.Replay)
            return new SmokeResult(definition.Name, model, "replay", Untried, Untried, TimeSpan.Zero);
        var started = services.Time.GetTimestamp();
        try
        {
            var (schema, fault) = await SchemaAsync(definition, cancellationToken);
            var elapsed = services.Time.GetElapsedTime(started);
            return new SmokeResult(definition.Name, model, Ok, schema, await StreamAsync(definition, cancellationToken), elapsed) { Fault = fault };
        }
        catch (ProviderException e)
        {
            return new SmokeResult(definition.Name, model, e.Fault.Word(), Untried, Untried, services.Time.GetElapsedTime(started)) { Fault = Fault(definition, e) };
        }
        catch (SynthException e)
        {
            return new SmokeResult(definition.Name, model, "not asked", Untried, Untried, TimeSpan.Zero) { Fault = e.Diagnostics[0] };
        }
    }

    private static Diagnostic Fault(TeacherDefinition definition, ProviderException fault)
    {
        var (code, advice) = fault.Fault.IsRetryable() ? (Codes.TeacherCallFailed, "Try again later.") : FinalFault.Advice(fault.Fault);
        return Diagnostic.Error(code, $"Teacher '{definition.Name}', model '{definition.Models[0]}' at {definition.BaseUrl?.ToString() ?? definition.Provider}: {fault.Message.TrimEnd('.')}. {advice}");
    }

    private async Task<(string Word, Diagnostic? Fault)> SchemaAsync(TeacherDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await AskAsync(definition, Schema, cancellationToken);
            return (!NativeSchemas.Takes(definition, JsonElement.Parse(Schema)) ? "in the prompt" : IsValid(reply.Text) ? "native" : "ignored", null);
        }
        catch (ProviderException e) when (e.Fault == ProviderFault.SchemaRefused)
        {
            await AskAsync(definition, schema: null, cancellationToken);
            return ("refused", Fault(definition, e));
        }
    }

    private async Task<string> StreamAsync(TeacherDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(definition with { Stream = true }, schema: null, cancellationToken);
            return Ok;
        }
        catch (ProviderException e)
        {
            return e.Fault.Word();
        }
    }

    private async Task<TeacherReply> AskAsync(TeacherDefinition definition, string? schema, CancellationToken cancellationToken)
    {
        var teacher = ProviderFactory.Create(definition, definition.Models[0], services);
        using var disposable = teacher as IDisposable;
        return await new TimeoutTeacher(teacher, definition.Limits.Timeout, services.Time)
            .AskAsync(new TeacherRequest { Task = "smoke", Messages = s_question, Teacher = definition, ResponseSchema = schema }, cancellationToken);
    }

    private static bool IsValid(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("ok", out var ok) && ok.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
