using System.Globalization;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Core.Stages;

/// <summary>A stage's parameters and settings, read with their types; a bad value is a coded error that names the property.</summary>
public sealed class StageOptions(StageRequest request)
{
    /// <summary>The text of an option; null when it is not set or empty.</summary>
    public string? Text(string name)
    {
        if (!request.Parameters.TryGetValue(name, out var value))
            request.Settings.TryGetValue(name, out value);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>A whole number within bounds.</summary>
    public int Int(string name, int fallback, int min = int.MinValue, int max = int.MaxValue)
    {
        if (Text(name) is not { } text)
            return fallback;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Bad(name, text, $"a whole number from {min} to {max}");
    }

    /// <summary>A number within bounds.</summary>
    public double Number(string name, double fallback, double min = double.MinValue, double max = double.MaxValue)
    {
        if (Text(name) is not { } text)
            return fallback;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Bad(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (Text(name) is not { } text)
            return fallback;
        return bool.TryParse(text, out var value) ? value : throw Bad(name, text, "true or false");
    }

    /// <summary>One word of a list.</summary>
    public string Choice(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } text)
            return fallback;
        return allowed.Contains(text) ? text : throw Bad(name, text, string.Join(", ", allowed.ToArray()));
    }

    /// <summary>Entries separated by semicolons, trimmed, empty ones left out.</summary>
    public IReadOnlyList<string> List(string name) =>
        Text(name)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private SynthException Bad(string name, string text, string allowed) =>
        new(Codes.BadOption, $"Option '{name}' of stage '{request.Stage}' is '{text}'; allowed is {allowed}.");
}
