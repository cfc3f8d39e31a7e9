using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Data;

/// <summary>Turns rows into tokens with the model's own template and tokenizer, and marks exactly the tokens that are learned.</summary>
internal sealed class ExampleEncoder(ModelTokenizer tokenizer, ChatTemplate? template, IReadOnlyDictionary<string, JsonElement> variables, TrainedPart part)
{
    /// <summary>For a model.</summary>
    public ExampleEncoder(LoadedModel model, TrainedPart part)
        : this(model.Tokenizer, model.Template, model.TemplateVariables, part) => EndOfText ??= model.EndTokens.Count > 0 ? model.EndTokens[0] : null;

    /// <summary>What plain text is ended with; <see langword="null"/> = nothing.</summary>
    public int? EndOfText { get; init; } = variables.TryGetValue("eos_token", out var token) && token.ValueKind == JsonValueKind.String ? tokenizer.TokenToId(token.GetString()!) : null;

    /// <summary>Encodes a row.</summary>
    /// <param name="json">The row.</param>
    /// <param name="source">Where it stands, as <c>file(line)</c>.</param>
    /// <exception cref="RowRefusedException">It cannot be trained on.</exception>
    /// <exception cref="SynthException"><see cref="Codes.UntrainableModel"/>: the row is a conversation and the model has no chat template.</exception>
    public TokenizedExample Encode(JsonElement json, string source)
    {
        var row = SftRowReader.Read(json);
        try
        {
            var example = row.Text is null ? Conversation(row, source) : Text(row, source);
            return example.TrainedCount > 0 ? example : throw new RowRefusedException(Untrained(example));
        }
        catch (ModelException e)
        {
            throw new RowRefusedException(e.Message, e);
        }
    }

    private TokenizedExample Conversation(SftRow row, string source)
    {
        var input = new ChatTemplateInput { Messages = row.Messages, Tools = row.Tools, Variables = variables };
        var (text, spans) = part switch
        {
            TrainedPart.Assistant => Answers(row, Template.RenderForTraining(input)),
            TrainedPart.Completion => Behind(input, row.PromptMessages ?? row.Messages.GetArrayLength() - 1),
            _ => All(Template.Render(input).Text),
        };
        // The template writes start and end tokens itself.
        var tokens = tokenizer.EncodeWithOffsets(text, addSpecialTokens: false);
        return new(Ids(tokens), part == TrainedPart.All ? Full(tokens.Count) : TokenMask.Of(tokens, spans), source);
    }

    private ChatTemplate Template => template ?? throw new SynthException(Codes.UntrainableModel, "The model has no chat template, and the data are conversations; give the model folder a 'chat_template.jinja', name a model with a template, or train on rows of {\"text\"}.");

    private static (string Text, IReadOnlyList<TextSpan> Spans) All(string text) => (text, [new(0, text.Length)]);

    /// <summary>The answers, of a prompt and its completion those of the completion.</summary>
    private static (string Text, IReadOnlyList<TextSpan> Spans) Answers(SftRow row, RenderedChat chat)
    {
        var given = row.Messages.EnumerateArray().Take(row.PromptMessages ?? 0).Count(message => message.GetProperty("role").ValueEquals("assistant"));
        return (chat.Text, [.. chat.AssistantSpans.Skip(given)]);
    }

    /// <summary>What follows the prompt with its generation header; a template that renders the prompt otherwise once it is answered hides the border.</summary>
    private (string Text, IReadOnlyList<TextSpan> Spans) Behind(ChatTemplateInput input, int count)
    {
        var text = Template.Render(input).Text;
        var messages = JsonSerializer.SerializeToElement(input.Messages.EnumerateArray().Take(count));
        var prompt = count == 0 ? "" : Template.Render(input with { Messages = messages, AddGenerationPrompt = true }).Text;
        return text.StartsWith(prompt, StringComparison.Ordinal)
            ? (text, [new(prompt.Length, text.Length)])
            : throw new RowRefusedException("The chat template renders the prompt otherwise when an answer follows, so where the completion begins cannot be told; use 'data.train_on: assistant'.");
    }

    private TokenizedExample Text(SftRow row, string source)
    {
        var tokens = tokenizer.EncodeWithOffsets(row.Text, addSpecialTokens: true);
        var prompt = part == TrainedPart.All ? null : row.PromptLength;
        var (ids, trained) = (Ids(tokens), prompt is { } length ? TokenMask.Of(tokens, [new(length, row.Text!.Length)]) : Full(tokens.Count));
        if (EndOfText is not { } end)
            return new(ids, trained, source);
        if (ids.Length == 0 || ids[^1] != end)
            (ids, trained) = ([.. ids, end], [.. trained, true]);
        trained[^1] = true;
        return new(ids, trained, source);
    }

    private string Untrained(TokenizedExample example) => example.Ids.Length < 2
        ? $"The row has {example.Ids.Length} token{(example.Ids.Length == 1 ? "" : "s")}, and nothing can be learned of fewer than 2: the first is predicted by nothing."
        : part switch
        {
            TrainedPart.Assistant => "No token of the row would be learned: it has no assistant's message with text. Add one, leave the row out, or set 'data.train_on: all'.",
            TrainedPart.Completion => "No token of the row would be learned: nothing stands behind the prompt. Add a completion, leave the row out, or set 'data.train_on: all'.",
            _ => "No token of the row would be learned.",
        };

    private static int[] Ids(IReadOnlyList<EncodedToken> tokens)
    {
        var ids = new int[tokens.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = tokens[i].Id;
        return ids;
    }

    private static bool[] Full(int count)
    {
        var mask = new bool[count];
        mask.AsSpan().Fill(true);
        return mask;
    }
}
