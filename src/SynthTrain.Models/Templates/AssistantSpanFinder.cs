namespace SynthTrain.Models.Templates;

internal sealed class AssistantSpanFinder(ChatTemplate template, ChatTemplateInput input)
{
    public RenderedChat Find() => template.Render(input);
}
