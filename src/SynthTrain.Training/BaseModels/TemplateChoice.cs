using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Templates;

namespace SynthTrain.Training.BaseModels;

/// <summary>The template of a model: the one that the project asks for, else its own.</summary>
internal static class TemplateChoice
{
    /// <summary>Stands in the folder of a model without a template: an empty one would render nothing without a word [transformers tokenization_utils_base.py: get_chat_template, which takes any text].</summary>
    public const string None = "{{ raise_exception('This model has no chat template: it was trained on plain text. Give it plain text, or put a template into chat_template.jinja.') }}";

    /// <param name="own">The text of the model's own; nothing but white space is none, as is <see cref="None"/>.</param>
    /// <param name="file">Where that came from, for messages.</param>
    /// <param name="asked">A built-in template's name.</param>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/> for an unknown name.</exception>
    public static ChatTemplate? Of(string? own, string file, string? asked)
    {
        if (!string.IsNullOrEmpty(asked))
            return BuiltIn(asked);
        return string.IsNullOrWhiteSpace(own) || own.Trim() == None ? null : ChatTemplate.Parse(own, file);
    }

    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/> for an unknown name.</exception>
    public static ChatTemplate BuiltIn(string name) => BuiltInTemplates.Find(name)
        ?? throw new SynthException(Codes.TrainingConfig, $"model.chat_template is '{name}'; allowed is one of {string.Join(", ", BuiltInTemplates.Names)}.");
}
