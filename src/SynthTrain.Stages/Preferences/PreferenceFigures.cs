using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Rows;

namespace SynthTrain.Stages.Preferences;

/// <summary>Prompts that were not asked because there are enough.</summary>
internal sealed class PreferenceFigures(int beyond) : IRowFigures
{
    /// <inheritdoc/>
    public void Add(JsonElement row)
    {
        // Known before the first row.
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Result() => beyond == 0 ? [] : [new("prompts beyond SynthPreferencePairs", beyond.ToString(CultureInfo.InvariantCulture))];
}
