using System.Globalization;
using System.Text.Json;
using SynthTrain.Core.Rows;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>How many examples and preference prompts a teacher gave, in all and by command.</summary>
internal sealed class ExampleFigures : IRowFigures
{
    private readonly Dictionary<string, long> _byCommand = new(StringComparer.Ordinal);
    private readonly List<string> _commands = [];
    private long _examples;
    private long _prompts;

    /// <inheritdoc/>
    public void Add(JsonElement row)
    {
        if (RowText.Get(row, "use") == ExampleUse.Preferences)
        {
            _prompts++;
            return;
        }

        _examples++;
        var command = RowText.Get(row, "command");
        if (!_byCommand.ContainsKey(command))
            _commands.Add(command);
        _byCommand[command] = _byCommand.GetValueOrDefault(command) + 1;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Result() =>
    [
        new("examples", Text(_examples)),
        .. _prompts > 0 ? [KeyValuePair.Create("preference prompts", Text(_prompts))] : Array.Empty<KeyValuePair<string, string>>(),
        new("by command", string.Join(", ", _commands.Select(command => $"{command} {Text(_byCommand[command])}"))),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
