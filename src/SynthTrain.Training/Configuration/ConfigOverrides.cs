using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Configuration;

/// <summary>Lines <c>training.learning_rate=1e-4</c>, separated by semicolons or line breaks, that lie over a file; of two that name the same key the later one counts.</summary>
internal sealed class ConfigOverrides
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public ConfigOverrides(string? text, List<Diagnostic> faults)
    {
        foreach (var line in (text ?? "").Split([';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                _values[line[..equals].Trim()] = line[(equals + 1)..].Trim();
            else
                faults.Add(Diagnostic.Error(Codes.TrainingConfig, $"The override '{line}' has no name before an '='; write it as 'training.learning_rate=1e-4', several separated by semicolons."));
        }
    }

    /// <summary>The value laid over a key; an empty one stands for nothing said.</summary>
    public ConfigValue? Find(string name)
    {
        _known.Add(name);
        return _values.TryGetValue(name, out var text) && text.Length > 0 ? new(name, text, null) : null;
    }

    /// <summary>Names below a section, for keys that are the user's own.</summary>
    public IReadOnlyList<string> Below(string section)
    {
        var names = _values.Keys.Where(name => name.StartsWith($"{section}.", StringComparison.Ordinal)).ToList();
        _known.UnionWith(names);
        return names;
    }

    /// <summary>Names that nobody asked for are faults.</summary>
    public void NoteUnknown(List<Diagnostic> faults)
    {
        foreach (var name in _values.Keys.Where(name => !_known.Contains(name)))
        {
            var section = name[..(name.IndexOf('.', StringComparison.Ordinal) + 1)];
            var near = _known.Where(known => known.StartsWith(section, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
            faults.Add(Diagnostic.Error(
                Codes.TrainingConfig,
                near.Count > 0 && section.Length > 0
                    ? $"The override '{name}={_values[name]}' names no key; known in '{section.TrimEnd('.')}' are {string.Join(", ", near)}."
                    : $"The override '{name}={_values[name]}' names no key; names begin with 'model.', 'training.', 'data.' or 'logging.'."));
        }
    }
}
