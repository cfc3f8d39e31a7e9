using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Models;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Preferences;
using SynthTrain.Training.Runs.Estimates;
using TorchSharp;

namespace SynthTrain.Stages.Preferences;

/// <summary>The fine-tuned model of the stage's inputs, asked through its own template. Its weights are opened for the first answer.</summary>
internal sealed class ModelStudent : IStudent
{
    private const int GroupsTogether = 8;
    private readonly StageContext _context;
    private readonly StudentPrompts _prompts;
    private readonly GenerationOptions _options;
    private LoadedModel? _model;
    private Placement _placement = Placement.Default;

    private ModelStudent(StageContext context, PreferencesOptions options)
    {
        _context = context;
        _prompts = context.Coded(() => StudentPrompts.Open(context.Inputs("model")));
        _options = Drawn(options);
    }

    /// <summary>Reads template and tokenizer.</summary>
    /// <exception cref="SynthException"><see cref="Codes.UntrainableModel"/> when it has no template.</exception>
    public static IStudent Open(StageContext context, PreferencesOptions options) => new ModelStudent(context, options);

    /// <summary>A hash of the model's files: what its answers depend on.</summary>
    public static string Fingerprint(StageContext context)
    {
        using var key = new KeyBuilder();
        foreach (var path in context.Inputs("model").OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            key.Add(Path.GetFileName(path));
            key.Add(FileHasher.Hash(context.Files, path));
        }

        return Convert.ToHexStringLower(key.ToHash());
    }

    /// <inheritdoc/>
    public (string Reason, string Detail)? Refuses(IReadOnlyList<TeacherMessage> prompt)
    {
        try
        {
            Encode(prompt);
            return null;
        }
        catch (ModelException e)
        {
            return (PreferenceReasons.Template, e.Message);
        }
        catch (SynthException e) when (e.Diagnostics[0].Code is Codes.TooLong or Codes.BadExample)
        {
            return (e.Diagnostics[0].Code == Codes.TooLong ? PreferenceReasons.TooLong : PreferenceReasons.Template, e.Diagnostics[0].Message);
        }
    }

    /// <summary>Rows that are answered together: some groups, so that several threads have one.</summary>
    /// <remarks>A matter of the model's sizes and the options, and of no machine.</remarks>
    public static int Window(StageContext context, PreferencesOptions options)
    {
        var config = context.Inputs("model").FirstOrDefault(file => Path.GetFileName(file) == "config.json");
        return config is null ? 1 : GroupsTogether * AnswerGroups.Size(context.Coded(() => ModelConfig.Read(config)), Drawn(options));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> AnswerAsync(IReadOnlyList<StudentQuestion> questions, CancellationToken cancellation)
    {
        var model = Model();
        // Threads that ask one GPU only wait for each other.
        var concurrency = _placement.Device.type != DeviceType.CPU ? 1 : torch.get_num_threads();
        var answers = await new AnswerGroups(model, _placement) { Concurrency = concurrency }.AnswerAsync(
            [.. questions.Select(question => Encode(question.Prompt))],
            _options with { Seeds = [.. questions.Select(question => question.Seed)] },
            cancellation: cancellation);
        return [.. answers.Select(answer => answer.Text.Trim())];
    }

    /// <inheritdoc/>
    public void Dispose() => _model?.Dispose();

    private static GenerationOptions Drawn(PreferencesOptions options) => new() { MaxTokens = options.MaxTokens, Temperature = options.Temperature };

    private LoadedModel Model()
    {
        if (_model is null)
        {
            _placement = TrainingDevice.Choose(_context, halved: true, new NvidiaProbe());
            _model = _context.Coded(() => BaseModelOpener.Open(_context.Inputs("model"), new() { Placement = _placement }));
            // Before threads share it: generators put a model into this mode and back.
            _model.Decoder.eval();
        }

        return _model;
    }

    private IReadOnlyList<int> Encode(IReadOnlyList<TeacherMessage> prompt)
    {
        var messages = new JsonArray([.. prompt.Select(message => (JsonNode)new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]);
        return _prompts.Encode(JsonElement.Parse(JsonText.ToText(messages)));
    }
}
