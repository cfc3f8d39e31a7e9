using System.Globalization;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Preferences;

/// <summary>What the project asks of <see cref="PreferencesStage"/>.</summary>
/// <param name="Pairs">The most prompts to ask (<c>SynthPreferencePairs</c>), and so the most pairs; 0 = all.</param>
/// <param name="MaxTokens">The most tokens of a student's answer (<c>SynthMaxNewTokens</c>).</param>
/// <param name="Temperature">How freely the student draws (<c>SynthPreferenceTemperature</c>); 0 takes the likeliest token.</param>
/// <param name="Judge">Whether the teacher compares both answers before its own counts as the better one (<c>SynthPreferenceJudge</c>).</param>
internal sealed record PreferencesOptions(int Pairs, int MaxTokens, double Temperature, bool Judge)
{
    /// <summary>What shapes a row besides the row and the model.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"max_tokens={MaxTokens};temperature={Temperature:r};judge={Judge}");

    /// <summary>Reads the parameters.</summary>
    public static PreferencesOptions From(StageContext context) => new(
        context.Options.Int("pairs", 0, 0),
        context.Options.Int("max_tokens", PreferencesDefaults.MaxTokens, 1),
        context.Options.Number("temperature", PreferencesDefaults.Temperature, 0, 100),
        context.Options.Flag("judge", fallback: false));
}
