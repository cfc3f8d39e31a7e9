using System.Text.Json;

namespace SynthTrain.Training.Preferences;

/// <summary>A row of preferences as it stands in the file: three texts, or three lists of messages.</summary>
/// <param name="Prompt">What both answers follow.</param>
/// <param name="Chosen">The better answer.</param>
/// <param name="Rejected">The worse one.</param>
/// <param name="File">The file, as messages print it.</param>
/// <param name="Line">Its line.</param>
internal sealed record PreferenceRow(JsonElement Prompt, JsonElement Chosen, JsonElement Rejected, string File, int Line)
{
    /// <summary>Whether it is made of messages.</summary>
    public bool IsConversation => Prompt.ValueKind == JsonValueKind.Array;

    /// <summary>The tools that the template gets; none by default.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Further variables of the template (<c>chat_template_kwargs</c>).</summary>
    public JsonElement? TemplateVariables { get; init; }

    /// <summary>The row as <c>file(line)</c>.</summary>
    public string Source => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}({Line})");
}
