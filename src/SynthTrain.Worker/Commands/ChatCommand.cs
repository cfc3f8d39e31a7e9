using System.CommandLine;
using System.Globalization;
using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Generation;
using SynthTrain.Worker.Chat;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain chat</c>: answers a request, or each line of standard input, with a trained model.</summary>
internal static class ChatCommand
{
    private static readonly Option<string> s_model = new("--model", "-m") { Description = "The folder of a trained model, or a .gguf file.", Required = true };
    private static readonly Option<string?> s_schema = new("--schema", "-s") { Description = "What answers are held to: a JSON Schema (.json), or the schema of a command line (.yaml)." };
    private static readonly Option<int> s_most = new("--max-tokens") { Description = "The most tokens of an answer.", DefaultValueFactory = _ => 256 };
    private static readonly Option<double> s_temperature = new("--temperature") { Description = "0 takes the likeliest token each time; more is more varied.", DefaultValueFactory = _ => 0 };
    private static readonly Option<long> s_seed = new("--seed") { Description = "The seed of answers above temperature 0." };
    private static readonly Option<bool> s_keep = new("--keep") { Description = "Keep earlier lines and answers in the conversation." };
    private static readonly Option<bool> s_stats = new("--stats") { Description = "Tell on standard error how long each answer took." };
    private static readonly Argument<string[]> s_request = new("request") { Description = "What to ask; without it each line of standard input is asked.", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command("chat", "Ask a trained model: one request, or line by line.") { s_request, s_model, s_schema, s_most, s_temperature, s_seed, s_keep, s_stats };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result)
    {
        using var shutdown = Shutdown.ByHand();
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        await using var output = new StreamWriter(Console.OpenStandardOutput(), encoding) { AutoFlush = true };
        await using var error = new StreamWriter(Console.OpenStandardError(), encoding) { AutoFlush = true };
        try
        {
            await AnswerAsync(result, output, error, shutdown.Drain);
            return ExitCodes.Done;
        }
        catch (SynthException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                await error.WriteLineAsync(diagnostic.ToString());
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (shutdown.Drain.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (IOException e) when (BrokenPipe.Is(e))
        {
            return ExitCodes.Done;
        }
        catch (IOException e)
        {
            await error.WriteLineAsync(Diagnostic.Error(Codes.CannotWrite, $"The answer cannot be written to standard output: {e.Message}").ToString());
            return ExitCodes.Failed;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync(Faults.Internal(e).ToString());
            return ExitCodes.Failed;
        }
    }

    private static async Task AnswerAsync(ParseResult result, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var request = string.Join(' ', result.GetValue(s_request) ?? []);
        var isOne = result.GetValue(s_request) is { Length: > 0 };
        if (isOne && string.IsNullOrWhiteSpace(request))
            throw new SynthException(Codes.BadOption, "The request is empty; say what to ask, or leave it out to be asked line by line.");
        var options = Options(result) with { Prompt = !isOne && !Console.IsInputRedirected };
        var path = result.GetValue(s_model)!;
        var schema = result.GetValue(s_schema) is { } file ? ChatModel.Schema(new PhysicalFileSystem(), file) : null;
        using var model = ChatModel.Open(path);
        var prompts = PromptMaker.Of(path, model);
        var session = new ChatSession(model, prompts, options, output, error) { Grammar = schema?.Invoke(model) };
        if (isOne)
        {
            session.Answer(request, cancellation);
            return;
        }

        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await session.AnswerAllAsync(input, cancellation);
    }

    private static ChatOptions Options(ParseResult result)
    {
        var (most, temperature) = (result.GetValue(s_most), result.GetValue(s_temperature));
        if (most < 1)
            throw new SynthException(Codes.BadOption, $"--max-tokens is '{most}'; allowed is a whole number from 1.");
        if (!double.IsFinite(temperature) || temperature < 0)
            throw new SynthException(Codes.BadOption, string.Create(CultureInfo.InvariantCulture, $"--temperature is '{temperature}'; allowed is a number from 0."));
        return new()
        {
            Generation = new GenerationOptions { MaxTokens = most, Temperature = temperature, Seed = result.GetValue(s_seed) },
            Keep = result.GetValue(s_keep),
            Stats = result.GetValue(s_stats),
        };
    }
}
