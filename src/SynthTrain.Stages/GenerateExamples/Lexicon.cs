using System.Text.Json.Nodes;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.GenerateExamples.Offline;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>The project's own words for the offline teacher: the input <c>lexicon</c>, a YAML mapping.</summary>
internal static class Lexicon
{
    /// <summary>The words as JSON; null when the project has none, or asks a model, which finds words of its own and would be asked again for every change to a file that it never sees.</summary>
    /// <exception cref="Core.Diagnostics.SynthException">The faults of reading, and of <see cref="LexiconCheck"/>.</exception>
    public static JsonObject? Load(StageContext context)
    {
        if (context.Inputs("lexicon") is not [var path, ..] || context.Teacher is { IsModel: true })
            return null;
        var yaml = YamlFile.Load(context.Files, path, context.Display(path));
        LexiconCheck.Check(yaml);
        return new JsonObject(yaml.Keys.Select(key => KeyValuePair.Create(key, yaml.Json(key))));
    }
}
