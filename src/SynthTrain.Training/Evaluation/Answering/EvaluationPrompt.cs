using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Templates;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Data;
using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>A row as a model's own template and tokenizer see it.</summary>
/// <param name="Prompt">Tokens up to where the assistant begins.</param>
/// <param name="Expected">Tokens of the conversation with the expected answer; what counts is that answer and its end token.</param>
public sealed record EvaluationPrompt(int[] Prompt, TokenizedExample Expected)
{
    /// <summary>Renders and tokenizes.</summary>
    /// <exception cref="Models.ModelException">The template does not render the row.</exception>
    /// <exception cref="SynthException">The model has no template.</exception>
    public static EvaluationPrompt Of(LoadedModel model, EvaluationRow row)
    {
        var template = model.RequireTemplate();
        var input = new ChatTemplateInput { Messages = row.Messages, Tools = row.Tools, Variables = model.TemplateVariables, AddGenerationPrompt = true };
        var prompt = model.Tokenizer.Encode(template.Render(input).Text, addSpecialTokens: false);
        return new(prompt, Whole(model, template, input with { Messages = With(row), AddGenerationPrompt = false }, row.Source));
    }

    private static TokenizedExample Whole(LoadedModel model, ChatTemplate template, ChatTemplateInput input, string source)
    {
        var rendered = template.RenderForTraining(input);
        var span = rendered.AssistantSpans[^1];
        var tokens = model.Tokenizer.EncodeWithOffsets(rendered.Text, addSpecialTokens: false);
        return new([.. tokens.Select(token => token.Id)], [.. tokens.Select(token => token.Offset.Start.Value < span.End && token.Offset.End.Value > span.Start)], source);
    }

    private static JsonElement With(EvaluationRow row)
    {
        var messages = JsonArray.Create(row.Messages)!;
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = row.Expected });
        return JsonSerializer.SerializeToElement(messages);
    }
}
