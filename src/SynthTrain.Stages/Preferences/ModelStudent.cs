using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Models.Templates;
using SynthTrain.Stages.ModelFiles;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Stages.Preferences;

/// <summary>The fine-tuned model of the stage's inputs, asked through its own template.</summary>
internal sealed class ModelStudent : IStudent, IDisposable
{
    private readonly LoadedModel _model;
    private readonly ChatTemplate _template;
    private readonly TextGenerator _generator;
    private readonly GenerationOptions _options;

    private ModelStudent(StageContext context, PreferencesOptions options)
    {
        _model = context.Coded(() => BaseModelOpener.Open(context.Inputs("model"), new() { Placement = TrainingDevice.Choose(context, halved: true, new NvidiaProbe()) }));
        _template = _model.RequireTemplate();
        _generator = new TextGenerator(_model);
        _options = new() { MaxTokens = options.MaxTokens, Temperature = options.Temperature };
    }

    /// <summary>Loads the model.</summary>
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
    public string Answer(IReadOnlyList<TeacherMessage> prompt, long seed)
    {
        var messages = new JsonArray([.. prompt.Select(message => (JsonNode)new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]);
        var text = _template.Render(new ChatTemplateInput { Messages = JsonElement.Parse(JsonText.ToText(messages)), AddGenerationPrompt = true, Variables = _model.TemplateVariables }).Text;
        return _generator.Answer(_model.Tokenizer.Encode(text, addSpecialTokens: false), _options with { Seed = seed }).Text.Trim();
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
