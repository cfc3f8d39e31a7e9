using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Models;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Preferences;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Stages.Preferences;

/// <summary>The fine-tuned model of the stage's inputs, asked through its own template. Its weights are opened for the first answer.</summary>
internal sealed class ModelStudent : IStudent
{
    private readonly StageContext _context;
    private readonly StudentPrompts _prompts;
    private readonly GenerationOptions _options;
    private LoadedModel? _model;
    private TextGenerator? _generator;

    private ModelStudent(StageContext context, PreferencesOptions options)
    {
        _context = context;
        _prompts = context.Coded(() => StudentPrompts.Open(context.Inputs("model")));
        _options = new() { MaxTokens = options.MaxTokens, Temperature = options.Temperature };
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

    /// <inheritdoc/>
    public string Answer(IReadOnlyList<TeacherMessage> prompt, long seed) => Generator().Answer(Encode(prompt), _options with { Seed = seed }).Text.Trim();

    /// <inheritdoc/>
    public void Dispose() => _model?.Dispose();

    private TextGenerator Generator()
    {
        if (_generator is null)
        {
            _model = _context.Coded(() => BaseModelOpener.Open(_context.Inputs("model"), new() { Placement = TrainingDevice.Choose(_context, halved: true, new NvidiaProbe()) }));
            _generator = new TextGenerator(_model);
        }

        return _generator;
    }

    private IReadOnlyList<int> Encode(IReadOnlyList<TeacherMessage> prompt)
    {
        var messages = new JsonArray([.. prompt.Select(message => (JsonNode)new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]);
        return _prompts.Encode(JsonElement.Parse(JsonText.ToText(messages)));
    }
}
