using System.Text.Json;
using SynthTrain.Models;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Training.BaseModels;

/// <summary>Finds the tokens that end an answer.</summary>
internal static class EndTokens
{
    // No special token holds it.
    private const string Answer = "Zq7";
    private static readonly JsonElement s_chat = JsonElement.Parse($$"""[{"role":"user","content":"y"},{"role":"assistant","content":"{{Answer}}"}]""");

    /// <summary>Those that the configs name and the template's own, each once.</summary>
    public static IReadOnlyList<int> Of(IEnumerable<int> named, ModelTokenizer tokenizer, ChatTemplate? template, IReadOnlyDictionary<string, JsonElement> variables)
    {
        var ends = named.Where(id => tokenizer.IdToToken(id) is not null).ToList();
        if (template is not null && EndOfTurn(tokenizer, template, variables) is { } end)
            ends.Add(end);
        return [.. ends.Distinct()];
    }

    /// <summary>What the template writes behind an answer, where that is one token.</summary>
    /// <remarks>A template that refuses the example has no end that could be found this way; it will say why when real conversations are rendered.</remarks>
    private static int? EndOfTurn(ModelTokenizer tokenizer, ChatTemplate template, IReadOnlyDictionary<string, JsonElement> variables)
    {
        try
        {
            var chat = template.RenderForTraining(new() { Messages = s_chat, Variables = variables });
            if (chat.AssistantSpans is not [.., var span])
                return null;
            var text = chat.Text[span.Start..span.End];
            var rest = text[(text.LastIndexOf(Answer, StringComparison.Ordinal) + Answer.Length)..].Trim();
            return rest.Length > 0 && tokenizer.TokenToId(rest) is { } id && (tokenizer.IsSpecial(id) || tokenizer.AddedTokens.Any(token => token.Id == id)) ? id : null;
        }
        catch (ModelException)
        {
            return null;
        }
    }
}
