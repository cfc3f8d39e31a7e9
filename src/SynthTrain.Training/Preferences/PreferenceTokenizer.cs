using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models;
using SynthTrain.Models.Templates;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Preferences;

/// <summary>Turns preferences into tokens as TRL does [TRL 1.16 trainer/dpo_trainer.py]: the prompt's are those of the prompt alone, an answer's are what prompt and answer together have beyond that many.</summary>
/// <remarks>Conversations get what the template writes and nothing else; plain text gets the end token unless it ends with it, and the tokenizer's own start and end tokens.</remarks>
internal sealed class PreferenceTokenizer(LoadedModel model)
{
    private readonly Lazy<string> _end = new(() => End(model));

    /// <summary>The tokens of a row, and whether the prompt's tokens begin both.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadExample"/>, <see cref="Codes.UntrainableModel"/>.</exception>
    public (PreferencePair Pair, bool Aligned) Tokenize(PreferenceRow row)
    {
        try
        {
            var (prompt, chosen, rejected) = row.IsConversation ? Conversation(row) : Text(row);
            var aligned = chosen.AsSpan().StartsWith(prompt) && rejected.AsSpan().StartsWith(prompt);
            return (new(prompt, Rest(chosen, prompt), Rest(rejected, prompt), row.Source), aligned);
        }
        catch (ModelException e) when (e.Fault is ModelFault.TemplateFailed or ModelFault.TemplateRefused)
        {
            throw new SynthException(Diagnostic.Error(Codes.BadExample, $"The model's chat template does not take the row: {e.Message}", row.File, row.Line, 1), e);
        }
    }

    private static int[] Rest(int[] whole, int[] prompt) => whole.Length > prompt.Length ? whole[prompt.Length..] : [];

    private (int[] Prompt, int[] Chosen, int[] Rejected) Conversation(PreferenceRow row)
    {
        var template = model.Template
            ?? throw new SynthException(Codes.UntrainableModel, $"'{row.Source}' is a conversation, and the model has no chat template; allowed are texts, or a model with a template.");
        return (Ids(row.Prompt, [], header: true), Ids(row.Prompt, row.Chosen.EnumerateArray(), header: false), Ids(row.Prompt, row.Rejected.EnumerateArray(), header: false));

        int[] Ids(JsonElement prompt, IEnumerable<JsonElement> answer, bool header)
        {
            var text = template.Render(new ChatTemplateInput
            {
                Messages = JsonElement.Parse($"[{string.Join(',', prompt.EnumerateArray().Concat(answer).Select(message => message.GetRawText()))}]"),
                Tools = row.Tools,
                AddGenerationPrompt = header,
                Variables = Variables(row),
            }).Text;
            return model.Tokenizer.Encode(text, addSpecialTokens: false);
        }
    }

    private (int[] Prompt, int[] Chosen, int[] Rejected) Text(PreferenceRow row)
    {
        var prompt = row.Prompt.GetString()!;
        return (Ids(prompt), Ids(prompt + Ended(row.Chosen)), Ids(prompt + Ended(row.Rejected)));

        int[] Ids(string text) => model.Tokenizer.Encode(text, addSpecialTokens: true);
        string Ended(JsonElement answer) => answer.GetString()!.EndsWith(_end.Value, StringComparison.Ordinal) ? answer.GetString()! : answer.GetString() + _end.Value;
    }

    private IReadOnlyDictionary<string, JsonElement> Variables(PreferenceRow row)
    {
        if (row.TemplateVariables is not { } own)
            return model.TemplateVariables;
        var variables = new Dictionary<string, JsonElement>(model.TemplateVariables, StringComparer.Ordinal);
        foreach (var variable in own.EnumerateObject())
            variables[variable.Name] = variable.Value;
        return variables;
    }

    private static string End(LoadedModel model)
    {
        if (model.TemplateVariables.TryGetValue("eos_token", out var token) && token.ValueKind == JsonValueKind.String && token.GetString() is { Length: > 0 } text)
            return text;
        return model.EndTokens.Select(model.Tokenizer.IdToToken).FirstOrDefault(name => name is not null)
            ?? throw new SynthException(Codes.UntrainableModel, "The model names no end token ('eos_token' of tokenizer_config.json), so plain text cannot be ended; name one.");
    }
}
