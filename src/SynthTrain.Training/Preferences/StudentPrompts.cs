using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Templates;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Preferences;

/// <summary>A model's prompts as its template and tokenizer write them. The weights stay closed, so that prompts can be measured where nothing is answered.</summary>
public sealed class StudentPrompts
{
    private readonly ModelTokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly IReadOnlyDictionary<string, JsonElement> _variables;
    private readonly int _positions;

    private StudentPrompts(HuggingFaceModel model, ModelTokenizer tokenizer, ChatTemplate template)
    {
        (_tokenizer, _template, _positions) = (tokenizer, template, model.Config.MaxPositions);
        var config = JsonObjects.Find(model.Tokenizer.TokenizerConfig) ?? [];
        SpecialTokens.Complete(config, JsonObjects.Find(model.Tokenizer.SpecialTokensMap));
        _variables = SpecialTokens.Variables(config);
    }

    /// <summary>Reads the papers of a Hugging Face folder.</summary>
    /// <param name="files">Absolute paths of the model's files.</param>
    /// <exception cref="ModelException">A file is missing or damaged.</exception>
    /// <exception cref="SynthException"><see cref="Codes.UntrainableModel"/> when it has no template.</exception>
    public static StudentPrompts Open(IReadOnlyList<string> files)
    {
        var config = files.FirstOrDefault(file => Path.GetFileName(file) == "config.json")
            ?? throw new ModelException(ModelFault.NotFound, $"the fine-tuned model has {files.Count} files and no 'config.json' among them; name a Hugging Face folder");
        var folder = Path.GetDirectoryName(config)!;
        using var model = HuggingFaceModel.Open(folder, files);
        var tokenizer = model.Tokenizer switch
        {
            { TokenizerJson: { } json } => TokenizerLoader.FromHuggingFace(json),
            { TokenizerModel: { } pieces } => TokenizerLoader.FromSentencePiece(pieces),
            _ => throw new ModelException(ModelFault.NotFound, $"'{folder}' has neither 'tokenizer.json' nor 'tokenizer.model', so that no text can become tokens; copy the tokenizer's files of the model into the folder", folder),
        };
        var template = TemplateChoice.Of(model.Tokenizer.ChatTemplate, Path.Combine(folder, "chat_template"), asked: null)
            ?? throw new SynthException(Codes.UntrainableModel, "The fine-tuned model has no chat template, so that conversations cannot be put into words for it; put a chat_template.jinja into its folder.");
        return new(model, tokenizer, template);
    }

    /// <summary>The tokens of a conversation with the header that an answer follows.</summary>
    /// <param name="messages">A list of messages.</param>
    /// <exception cref="ModelException">The template refuses the conversation.</exception>
    /// <exception cref="SynthException"><see cref="Codes.TooLong"/>: no room is left for an answer. <see cref="Codes.BadExample"/>: the template makes nothing of it.</exception>
    public IReadOnlyList<int> Encode(JsonElement messages)
    {
        var text = _template.Render(new ChatTemplateInput { Messages = messages, AddGenerationPrompt = true, Variables = _variables }).Text;
        var tokens = _tokenizer.Encode(text, addSpecialTokens: false);
        if (tokens.Length == 0)
            throw new SynthException(Codes.BadExample, "The chat template makes nothing of the prompt; a model needs a token at least to go on from.");
        return tokens.Length < _positions
            ? tokens
            : throw new SynthException(Codes.TooLong, $"The prompt has '{tokens.Length}' tokens, and the model has {_positions} positions for prompt and answer together (max_position_embeddings); shorten the prompt, or take a model with more.");
    }
}
