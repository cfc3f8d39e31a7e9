namespace SynthTrain.Models.Templates;

/// <summary>
/// A model's own chat template, in the Jinja that Hugging Face's transformers renders, text for text
/// (https://huggingface.co/docs/transformers/chat_templating). Parsed once, it renders as often as needed, on any thread.
/// </summary>
public sealed class ChatTemplate
{
    private readonly Stmt[] _body;

    private ChatTemplate(string source, string? file, Stmt[] body) => (Source, File, _body) = (source, file, body);

    /// <summary>The template's text.</summary>
    public string Source { get; }

    /// <summary>The file it came from, as the caller named it.</summary>
    public string? File { get; }

    /// <summary>Whether the template marks the assistant's text itself.</summary>
    public bool HasGenerationBlocks => Source.Contains("endgeneration", StringComparison.Ordinal);

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="ModelException"><see cref="ModelFault.TemplateSyntax"/>, with the line.</exception>
    public static ChatTemplate Parse(string source, string? file = null)
    {
        try
        {
            return new(source, file, Parser.Parse(source));
        }
        catch (TemplateError error)
        {
            throw new ModelException(
                ModelFault.TemplateSyntax,
                $"The chat template{Named(file)} cannot be read: {error.Kind}: {error.Message} (line {error.Line}). Only the Jinja of transformers' chat templates is allowed; correct the template.",
                file,
                error.Line,
                inner: error);
        }
    }

    /// <summary>Renders a conversation.</summary>
    /// <param name="input">The conversation and all else.</param>
    /// <exception cref="ModelException"><see cref="ModelFault.TemplateFailed"/>, or <see cref="ModelFault.TemplateRefused"/> with the template's own message.</exception>
    public RenderedChat Render(ChatTemplateInput input)
    {
        var state = new RenderState([], input.Now, input.Limits);
        try
        {
            return Run(state, input);
        }
        catch (TemplateError error) when (error.Kind == "TemplateError")
        {
            throw new ModelException(ModelFault.TemplateRefused, error.Message, File, state.Line, inner: error);
        }
        catch (TemplateError error)
        {
            throw new ModelException(
                ModelFault.TemplateFailed,
                $"The chat template{Named(File)} failed on line {state.Line}: {error.Kind}: {error.Message}. The conversation lacks what the template reads, or the template is wrong; look at that line.",
                File,
                state.Line,
                inner: error);
        }
    }

    /// <summary>Renders a conversation and finds exactly what the assistant wrote in it, end-of-turn tokens included.</summary>
    /// <param name="input">The conversation and all else; neither a generation prompt nor a message to go on with.</param>
    /// <exception cref="ModelException">As <see cref="Render"/>; and <see cref="ModelFault.TemplateFailed"/> where the template hides what the assistant wrote, so that any span would be a guess.</exception>
    public RenderedChat RenderForTraining(ChatTemplateInput input) => new AssistantSpanFinder(this, input).Find();

    private RenderedChat Run(RenderState state, ChatTemplateInput input)
    {
        var before = state.Enter();
        try
        {
            var continued = Conversation.Fill(state.Variables, input);
            Stmt.RunAll(_body, new Scope(state, null), new Output(state.Root, isRoot: true));
            var text = state.Root.ToString();
            if (continued is not null)
                return new(continued.Cut(text), []);
            var spans = new TextSpan[state.Spans.Count];
            for (var i = 0; i < spans.Length; i++)
                spans[i] = new(state.Spans[i].Start, state.Spans[i].Start + state.Spans[i].Length);
            return new(text, spans) { Blocks = state.Spans };
        }
        finally
        {
            RenderState.Leave(before);
        }
    }

    private static string Named(string? file) => file is null ? string.Empty : $" '{file}'";
}
