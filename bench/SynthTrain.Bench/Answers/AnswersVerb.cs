using System.Globalization;
using SynthTrain.Bench.Quantize;
using SynthTrain.Core.IO;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Generation;
using static TorchSharp.torch;

namespace SynthTrain.Bench.Answers;

/// <summary>Greedy answers to the rows of an evaluation set: ours beside llama.cpp's, on an F32 file written from a folder, and on a quantized file.</summary>
internal static class AnswersVerb
{
    private const int MostShown = 10;

    public static int Run(Arguments arguments)
    {
        var limit = arguments.Int("limit", int.MaxValue);
        var eval = Path.GetFullPath(arguments.Text("eval"));
        var read = EvaluationRowReader.Read(new PhysicalFileSystem(), eval, eval, limit == int.MaxValue ? null : limit);
        foreach (var rejected in read.Rejected)
            Console.WriteLine($"not asked: {rejected}");
        set_num_threads(arguments.Int("threads", 1));
        var library = LlamaCpp.Load();
        var model = Path.GetFullPath(arguments.Text("model"));
        var file = Path.Combine(Path.GetTempPath(), $"synth-{Path.GetRandomFileName()}.gguf");
        try
        {
            using (var folder = HuggingFaceModel.Open(model))
                GgufConverter.Convert(folder, file, new() { Type = GgufFileType.F32 });
            using var ours = BaseModelOpener.OpenFolder(model);
            using var theirs = new LlamaCppGreedy(library, file, arguments.Int("threads", 1));
            Compare("f32", ours, theirs, (read.Rows, arguments.Int("tokens", 256)));
        }
        finally
        {
            File.Delete(file);
        }

        if (arguments.Text("gguf", "") is { Length: > 0 } gguf)
        {
            using var ours = EvaluationModels.OpenGguf(Path.GetFullPath(gguf));
            using var theirs = new LlamaCppGreedy(library, Path.GetFullPath(gguf), arguments.Int("threads", 1));
            Compare(Path.GetFileName(gguf), ours, theirs, (read.Rows, arguments.Int("tokens", 256)));
        }

        return 0;
    }

    private static void Compare(string name, LoadedModel model, LlamaCppGreedy theirs, (IReadOnlyList<EvaluationRow> Rows, int Most) asked)
    {
        var (prompts, generator) = (PromptMaker.Of(name, model), new TextGenerator(model));
        var (equal, shown) = (0, 0);
        foreach (var row in asked.Rows)
        {
            var prompt = EvaluationPrompt.Of(prompts, row).Prompt;
            var most = Math.Min(asked.Most, prompts.Positions - prompt.Length);
            var (ours, other) = (generator.Answer(prompt, new() { MaxTokens = most }).Ids, theirs.Answer(prompt, model.EndTokens, most));
            if (ours.SequenceEqual(other))
                equal++;
            else if (shown++ < MostShown)
                Console.WriteLine($"{name} {row.Id}\n  ours      {Text(model, ours)}\n  llama.cpp {Text(model, other)}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {equal} of {asked.Rows.Count} answers are equal, {100.0 * equal / Math.Max(1, asked.Rows.Count):0.00} %"));
    }

    private static string Text(LoadedModel model, IReadOnlyList<int> ids) => model.Tokenizer.Decode([.. ids], skipSpecialTokens: false).ReplaceLineEndings("\\n");
}
