using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.ExportOllama;

/// <summary>What the project asks of <see cref="ExportOllamaStage"/>.</summary>
/// <param name="Context">Tokens of context (<c>SynthOllamaContext</c>); null takes the model's, up to <see cref="ExportOllamaDefaults.LongestContext"/>.</param>
/// <param name="System">The system prompt (the file of <c>SynthOllamaSystem</c>); null for none.</param>
internal sealed record ExportOllamaOptions(int? Context, string? System)
{
    /// <summary>Reads the parameters and the system prompt.</summary>
    public static ExportOllamaOptions From(StageContext context)
    {
        var system = context.Inputs("system") is [var path, ..] ? TextFile.Read(context.Files, path, context.Display(path)).TrimEnd('\r', '\n') : null;
        return new(context.Options.Text("context") is null ? null : context.Options.Int("context", 0, 1), system);
    }
}
