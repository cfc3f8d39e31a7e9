using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Prompts;

namespace SynthTrain.Stages.Plan;

/// <summary>Reads the templates: <c>{id, payload_type, categories, prompt, subject}</c>.</summary>
internal static class SpecTemplateReader
{
    /// <summary>Reads them all.</summary>
    public static IReadOnlyList<SpecTemplate> Read(YamlMap root, SpecDimension categories, SpecDimension payloadTypes, IReadOnlyList<string> slots)
    {
        var maps = root.Maps("templates", required: true);
        if (maps.Count == 0 && root.Has("templates"))
            root.Fault("templates", "'templates' is empty; give it at least one template.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var prompts = new Dictionary<string, string>(StringComparer.Ordinal);
        var templates = new List<SpecTemplate>();
        foreach (var map in maps)
        {
            var id = map.Text("id");
            if (id.Length > 0 && !ids.Add(id))
                map.Fault("id", $"Template '{id}' stands twice; give each its own id.");
            var prompt = Parse(map, "prompt", map.Text("prompt"), slots);
            if (prompt.Source.Length > 0 && !prompts.TryAdd(prompt.Source, id))
                map.Fault("prompt", $"Template '{id}' has the same text as template '{prompts[prompt.Source]}'.");
            var subject = Parse(map, "subject", map.Text("subject", prompt.Source), slots);
            var payloadType = PlanSpecReader.Name(map, "payload_type", payloadTypes);
            var served = map.Has("categories")
                ? PlanSpecReader.Names(map, "categories", categories)
                : Enumerable.Range(0, categories.Entries.Count).ToHashSet();
            if (map.Has("categories") && map.Texts("categories").Count == 0)
                map.Fault("categories", $"'{map.Path}.categories' is empty; leave it out to serve every category.");
            templates.Add(new SpecTemplate(id, payloadType, served, prompt, subject, map.Line));
        }

        return templates;
    }

    private static PromptTemplate Parse(YamlMap map, string key, string text, IReadOnlyList<string> slots)
    {
        try
        {
            return PromptTemplate.Parse(text, map.File, slots, []);
        }
        catch (SynthException e)
        {
            foreach (var fault in e.Diagnostics)
                map.Fault(key, $"'{map.Path}.{key}': {fault.Message}");
            return PromptTemplate.Parse("", map.File, [], []);
        }
    }
}
