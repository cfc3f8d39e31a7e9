using System.Globalization;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Models;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Ollama;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Stages.ModelFiles;

namespace SynthTrain.Stages.ExportOllama;

/// <summary>
/// Writes a folder that <c>ollama create</c> takes. Inputs: <c>gguf</c>, optional <c>system</c>. Outputs: <c>modelfile</c>, <c>gguf</c> (the same bytes).
/// Options: <see cref="ExportOllamaOptions"/>.
/// </summary>
/// <remarks>The Go template is made of the GGUF's own Jinja template and proved against it, so what Ollama sends is what the model was trained on.</remarks>
[Stage("exportollama")]
public sealed class ExportOllamaStage : IStage
{
    /// <inheritdoc/>
    public Task<StageResult> RunAsync(StageContext context, CancellationToken cancellationToken) => Task.FromResult(context.Coded(() => Export(context, cancellationToken)));

    private static StageResult Export(StageContext context, CancellationToken cancellationToken)
    {
        var options = ExportOllamaOptions.From(context);
        var path = context.Input("gguf");
        using var model = GgufReader.Open(path);
        var template = Template(context, model);
        var modelfile = new OllamaModelfile
        {
            From = "./" + Path.GetFileName(path),
            Template = template.Text,
            System = options.System,
            Stop = template.Stop,
            ContextLength = options.Context ?? Context(model),
        };
        using (var stream = context.OpenOutput("modelfile"))
            stream.Write(Encoding.UTF8.GetBytes(modelfile.Write()));
        cancellationToken.ThrowIfCancellationRequested();
        using (var source = context.Files.OpenRead(path))
        using (var target = context.OpenOutput("gguf"))
            source.CopyTo(target);
        return new StageResult
        {
            RowsIn = model.Tensors.Count,
            Accepted = model.Tensors.Count,
            Unit = "tensors",
            Figures = [new("stop", string.Join(' ', template.Stop)), new("num_ctx", modelfile.ContextLength?.ToString(CultureInfo.InvariantCulture) ?? "Ollama's default")],
        };
    }

    private static GoTemplate Template(StageContext context, GgufReader model)
    {
        var display = context.Display(model.Name);
        if (model.Metadata.GetValueOrDefault("tokenizer.chat_template")?.Text is not { } source)
            throw new ModelException(ModelFault.TemplateNotExportable, $"'{display}' has no chat template, so Ollama would not know how to ask it; add chat_template.jinja to the model's folder and quantize again", model.Name);
        var vocabulary = GgufVocabulary.Of(model);
        var template = GoTemplateExporter.For(ChatTemplate.Parse(source, display), vocabulary.AddsBos, Variables(vocabulary));
        if (template.Limits.Count > 0)
            context.Diagnostics.Report(Diagnostic.Warning(Codes.TemplateNotExportable, $"Ollama renders these conversations otherwise than the model's own template: {string.Join("; ", template.Limits)}. Test them in Ollama if your users have them.", display));
        return template;
    }

    /// <summary>What llama.cpp gives a template too; what else a template asks for (a date, tools) is undefined, as it is in training.</summary>
    private static Dictionary<string, JsonElement> Variables(GgufVocabulary vocabulary)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, id) in new[] { ("bos_token", vocabulary.BosTokenId), ("eos_token", vocabulary.EosTokenId) })
        {
            if (id is { } known && known >= 0 && known < vocabulary.Tokens.Count)
                variables[name] = JsonSerializer.SerializeToElement(vocabulary.Tokens[known]);
        }

        return variables;
    }

    private static int? Context(GgufReader model)
    {
        var architecture = model.Metadata.GetValueOrDefault("general.architecture")?.Text;
        return model.Metadata.GetValueOrDefault($"{architecture}.context_length")?.Integer is { } length and > 0 ? (int)Math.Min(length, ExportOllamaDefaults.LongestContext) : null;
    }
}
