using System.Text.Json;

namespace SynthTrain.Core.Rows;

/// <summary>Figures computed over the output rows as they are written, such as pass rates.</summary>
public interface IRowFigures
{
    /// <summary>Takes one output row.</summary>
    void Add(JsonElement row);

    /// <summary>The figures, in the order to print them.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Result();
}
