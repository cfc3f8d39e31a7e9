using System.Globalization;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Configuration;

/// <summary>A training configuration read with types: the file, and overrides laid over it. Faults are gathered and thrown together by <see cref="Finish"/>.</summary>
internal sealed class ConfigKeys
{
    private readonly YamlMap? _root;
    private readonly Dictionary<string, YamlMap?> _sections = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _faults = [];
    private readonly ConfigOverrides _overrides;

    public ConfigKeys(YamlMap? root, string? overrides)
    {
        _root = root;
        _overrides = new ConfigOverrides(overrides, _faults);
    }

    /// <summary>What is said under one of several names that mean the same; an override comes before the file.</summary>
    public ConfigValue? Find(params ReadOnlySpan<string> names)
    {
        ConfigValue? written = null;
        ConfigValue? over = null;
        foreach (var name in names)
        {
            var laid = _overrides.Find(name);
            if (laid is not null && over is not null)
                Fault(laid, $"'{laid.Name}' means the same as '{over.Name}', which another override gives; keep one of them.");
            over ??= laid;
            var found = Section(name[..name.LastIndexOf('.')]) is { } section ? ConfigValue.Of(section, name) : null;
            if (found is not null && written is not null)
                Fault(found, $"'{found.Name}' means the same as '{written.Name}', which is given too; keep one of them.");
            written ??= found;
        }

        return over ?? written;
    }

    public bool Has(params ReadOnlySpan<string> names) => Find(names) is not null;

    public string? Text(params ReadOnlySpan<string> names)
    {
        var value = Find(names);
        if (value is not null && string.IsNullOrWhiteSpace(value.Text))
            Refuse(value, "a text that is not empty");
        return value?.Text;
    }

    public double Number(double fallback, Bounds bounds, params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } value)
            return fallback;
        if (double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && bounds.Has(number))
            return number;
        return Refuse(value, bounds.Describe("a number"), fallback);
    }

    public int Whole(int fallback, Bounds bounds, params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } value)
            return fallback;
        if (int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && bounds.Has(number))
            return number;
        return Refuse(value, bounds.Describe("a whole number"), fallback);
    }

    public bool? Flag(params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } value)
            return null;
        return bool.TryParse(value.Text, out var flag) ? flag : Refuse<bool?>(value, "true or false", null);
    }

    public string Choice(string fallback, ReadOnlySpan<string> allowed, params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } value)
            return fallback;
        var word = value.Items is [var only] ? only.ToLowerInvariant() : "";
        return allowed.Contains(word) ? word : Refuse(value, string.Join(", ", allowed.ToArray()), fallback);
    }

    /// <summary>A list that is not empty, or a text for a list of one.</summary>
    public IReadOnlyList<string> Items(IReadOnlyList<string> fallback, params ReadOnlySpan<string> names)
    {
        if (Find(names) is not { } value)
            return fallback;
        return value.Items.Count > 0 && value.Items.All(item => item.Length > 0) ? value.Items : Refuse(value, "a list of texts that is not empty", fallback);
    }

    /// <summary>Keys of the user's own below a section, with their texts.</summary>
    public IReadOnlyDictionary<string, string> Fields(string section)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (Section(section)?.Keys ?? []).Select(key => $"{section}.{key}").Concat(_overrides.Below(section)))
        {
            if (Find(name) is { } value)
                fields[value.Key] = value.Text ?? (value.List is { } list ? string.Join(", ", list) : Refuse(value, "a text or a list", ""));
        }

        return fields;
    }

    /// <summary>Notes a fault where the value was said.</summary>
    public void Fault(ConfigValue? value, string message)
    {
        if (value?.Section is { } section)
            section.Fault(value.Key, message);
        else
            _faults.Add(Diagnostic.Error(Codes.TrainingConfig, value is null ? message : $"Override '{value.Name}={value.Text}': {message}", value is null ? _root?.File : null, value is null && _root is not null ? 1 : 0, 1));
    }

    /// <summary>Throws all faults, keys that nobody asked for among them.</summary>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>.</exception>
    public void Finish()
    {
        _overrides.NoteUnknown(_faults);
        try
        {
            _root?.Finish();
        }
        catch (SynthException e)
        {
            _faults.InsertRange(0, e.Diagnostics);
        }

        if (_faults.Count > 0)
            throw new SynthException([.. _faults.Distinct()]);
    }

    private YamlMap? Section(string path)
    {
        if (!_sections.TryGetValue(path, out var section))
        {
            var dot = path.LastIndexOf('.');
            var parent = dot < 0 ? _root : Section(path[..dot]);
            _sections[path] = section = parent?.Json(path[(dot + 1)..]) is null ? null : parent.Map(path[(dot + 1)..]);
        }

        return section;
    }

    private void Refuse(ConfigValue value, string allowed) => Refuse(value, allowed, 0);

    private T Refuse<T>(ConfigValue value, string allowed, T fallback)
    {
        Fault(value, $"'{value.Name}' is {value.Shown}; allowed is {allowed}.");
        return fallback;
    }
}
