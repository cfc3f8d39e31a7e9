namespace SynthTrain.Models.Ollama;

/// <summary>A message as Ollama hands it to a template.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Content">Its text.</param>
internal sealed record GoMessage(string Role, string Content)
{
    /// <summary>Ollama joins neighbours of one role with an empty line between (<c>collate</c> in ollama's <c>template/template.go</c>); tool messages stay apart.</summary>
    public static List<GoMessage> Collate(IEnumerable<GoMessage> messages)
    {
        var all = new List<GoMessage>();
        foreach (var message in messages)
        {
            if (all.Count > 0 && all[^1].Role == message.Role && message.Role != "tool")
                all[^1] = all[^1] with { Content = all[^1].Content + "\n\n" + message.Content };
            else
                all.Add(message);
        }

        return all;
    }
}
