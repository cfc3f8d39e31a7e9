using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Templates;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Generation;

namespace SynthTrain.Worker.Chat;

/// <summary>Answers requests: answers, piece by piece, on the one writer, everything else on the other.</summary>
/// <param name="model">The model; stays the caller's.</param>
/// <param name="prompts">Its template and tokenizer.</param>
/// <param name="options">How it is talked to.</param>
/// <param name="output">Gets answers alone, each with a line break behind it.</param>
/// <param name="error">Gets faults, times and the prompt.</param>
internal sealed class ChatSession(LoadedModel model, PromptMaker prompts, ChatOptions options, TextWriter output, TextWriter error)
{
    private readonly TextGenerator _generator = new(model);
    private readonly List<(string Request, string Answer)> _turns = [];
    private bool _isBegun;
    private bool _isSaid;

    /// <summary>What each answer is held to; null = nothing.</summary>
    public JsonGrammar? Grammar { get; init; }

    /// <summary>Answers one request.</summary>
    /// <exception cref="SynthException">It cannot be put to the model; earlier turns stay as they were.</exception>
    public void Answer(string request, CancellationToken cancellation)
    {
        var left = 0;
        var prompt = ChatModel.Coded(() => Prompt(request, out left));
        var answer = Say(prompt, cancellation);
        if (left > 0)
            error.WriteLine($"The oldest {(left == 1 ? "turn was" : $"{left} turns were")} left out, and will not come back: the model's context has {prompts.Positions} tokens.");
        if (answer.Finish == AnswerEnd.Length)
            error.WriteLine($"The answer was cut after {answer.Ids.Count} tokens; --max-tokens allows more, up to the model's context of {prompts.Positions} tokens.");
        if (options.Stats)
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first token {answer.FirstToken.TotalSeconds:0.000} s, total {answer.Duration.TotalSeconds:0.000} s, {prompt.Length} tokens read, {answer.Ids.Count} written"));
        _turns.RemoveRange(0, left);
        // Half an answer would be taken for an example of how to answer.
        if (options.Keep && answer.Finish != AnswerEnd.Length)
            _turns.Add((request, answer.Text));
    }

    /// <summary>Answers line after line until there are no more; a line that cannot be answered is told, and the next one is.</summary>
    public async Task AnswerAllAsync(TextReader input, CancellationToken cancellation)
    {
        while (true)
        {
            if (options.Prompt)
                await error.WriteAsync("> ");
            // A read of a terminal cannot be called off, so it is left behind when the person ends the chat.
            if (await Task.Run(() => Line(input), cancellation).WaitAsync(cancellation) is not { } line)
                return;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                Answer(line, cancellation);
            }
            catch (SynthException e)
            {
                foreach (var diagnostic in e.Diagnostics)
                    await error.WriteLineAsync(diagnostic.ToString());
            }
        }
    }

    private static string? Line(TextReader input)
    {
        try
        {
            return input.ReadLine();
        }
        catch (IOException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.CannotRead, $"Standard input cannot be read: {e.Message}"), e);
        }
    }

    private GeneratedAnswer Say(int[] prompt, CancellationToken cancellation)
    {
        _isBegun = _isSaid = false;
        try
        {
            var answer = _generator.Answer(prompt, options.Generation with { Received = Write }, Grammar?.Start(), cancellation);
            _isBegun = true;
            return answer;
        }
        finally
        {
            // Whatever stops it: what is said next begins a line.
            if (_isBegun)
                output.WriteLine();
        }
    }

    private void Write(string piece)
    {
        _isBegun = true;
        // With some templates an answer begins with a space.
        var said = _isSaid ? piece : piece.TrimStart();
        _isSaid |= said.Length > 0;
        output.Write(said);
        output.Flush();
    }

    /// <summary>The request behind as many of the latest turns as leave room for an answer.</summary>
    private int[] Prompt(string request, out int left)
    {
        var most = prompts.Positions - Math.Min(options.Generation.MaxTokens, prompts.Positions / 2);
        left = 0;
        var prompt = Prompt(request, _turns);
        while (prompt.Length > most && left < _turns.Count)
            prompt = Prompt(request, _turns.Skip(++left));
        return prompt;
    }

    private int[] Prompt(string request, IEnumerable<(string Request, string Answer)> turns)
    {
        var messages = new JsonArray([.. turns.SelectMany(turn => new[] { Message("user", turn.Request), Message("assistant", turn.Answer) }), Message("user", request)]);
        var input = new ChatTemplateInput { Messages = JsonSerializer.SerializeToElement(messages), Variables = prompts.Variables, AddGenerationPrompt = true };
        return prompts.Tokenizer.Encode(prompts.Template.Render(input).Text, addSpecialTokens: false);
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
