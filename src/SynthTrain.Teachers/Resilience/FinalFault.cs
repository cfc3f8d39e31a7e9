using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Resilience;

/// <summary>Puts what no model could answer into words: for one row, or for the whole stage.</summary>
internal sealed class FinalFault(string teacher)
{
    /// <summary>One row has no answer; the next build asks again.</summary>
    public static TeacherException Row(RetryTeacher model, ProviderException fault)
    {
        if (fault.RetryAfter is { } asked && asked > RetryOptions.LongestWait)
            return new TeacherException(string.Create(CultureInfo.InvariantCulture, $"{model.Model} at {model.Endpoint} asks to wait {asked.TotalSeconds:0} s, and more than {RetryOptions.LongestWait.TotalSeconds:0} s are not waited for: {Sentence(fault.Message)}"), fault);
        var attempts = model.MaxAttempts == 1 ? "1 attempt" : string.Create(CultureInfo.InvariantCulture, $"{model.MaxAttempts} attempts");
        return new TeacherException($"{model.Model} at {model.Endpoint} did not answer in {attempts}; the last: {Sentence(fault.Message)}", fault);
    }

    /// <summary>Every endpoint that could be asked is down.</summary>
    public SynthException Down(IReadOnlyList<RetryTeacher> models)
    {
        var endpoints = string.Join(" ", models.Select(model => $"{model.Model} at {model.Endpoint}: {Sentence(model.Breaker.Describe())}"));
        return new SynthException(Codes.EndpointDown, $"Teacher '{teacher}' is not answering. {endpoints} Nothing more is asked; build again when it is back, and what was answered is not asked again.");
    }

    /// <summary>No further request makes sense.</summary>
    public SynthException Stop(RetryTeacher model, ProviderException fault)
    {
        var (code, advice) = Advice(fault.Fault);
        var text = $"Teacher '{teacher}', model '{model.Model}' at {model.Endpoint}: {Sentence(fault.Message)} {advice}";
        return new SynthException(Diagnostic.Error(code, text), fault);
    }

    /// <summary>The code of a fault that no further request would mend, and what to do.</summary>
    public static (string Code, string Advice) Advice(ProviderFault fault) => fault switch
    {
        ProviderFault.Unauthorized => (Codes.KeyRefused, "Check the key and what it may use."),
        ProviderFault.QuotaSpent => (Codes.QuotaSpent, "Add credit or wait for the quota's next period, then build again."),
        ProviderFault.UnknownModel => (Codes.UnknownModel, "Correct the name in configs/teacher.yaml."),
        ProviderFault.SchemaRefused => (Codes.SchemaRefused, "Simplify the schema, or set 'structured_output: prompt'."),
        ProviderFault.NotTheApi => (Codes.NotTheProvider, "Check 'base_url' and proxies."),
        _ => (Codes.RequestRefused, "Correct what it names in configs/teacher.yaml."),
    };

    private static string Sentence(string text) => text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";
}
