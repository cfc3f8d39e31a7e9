using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Models;
using SynthTrain.Models.Templates;
using SynthTrain.Training.Data;
using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>A row as a model's own template and tokenizer see it.</summary>
/// <param name="Prompt">Tokens up to where the assistant begins.</param>
/// <param name="Expected">Tokens of the conversation with the expected answer; what counts is that answer and its end token.</param>
public sealed record EvaluationPrompt(int[] Prompt, TokenizedExample Expected)
{
    /// <summary>Renders and tokenizes.</summary>
    /// <exception cref="ModelException">The template does not render the row, or the tokenizer has no tokens for it.</exception>
    public static EvaluationPrompt Of(PromptMaker model, EvaluationRow row)
    {
        var input = new ChatTemplateInput { Messages = row.Messages, Tools = row.Tools, Variables = model.Variables, AddGenerationPrompt = true };
        var prompt = model.Tokenizer.Encode(model.Template.Render(input).Text, addSpecialTokens: false);
        return new(prompt, Whole(model, input with { Messages = With(row), AddGenerationPrompt = false }, row.Source));
    }

    private static TokenizedExample Whole(PromptMaker model, ChatTemplateInput input, string source)
    {
        var rendered = model.Template.RenderForTraining(input);
        if (rendered.AssistantSpans is not [.., var span])
            throw new ModelException(ModelFault.TemplateFailed, $"the chat template of '{model.Name}' leaves the assistant's answer out");
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
