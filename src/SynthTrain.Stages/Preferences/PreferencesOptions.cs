using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Preferences;

/// <summary>What the project asks of <see cref="PreferencesStage"/>.</summary>
/// <param name="Pairs">The most prompts to ask (<c>SynthPreferencePairs</c>), and so the most pairs; 0 = all.</param>
/// <param name="MaxTokens">The most tokens of a student's answer (<c>SynthMaxNewTokens</c>).</param>
/// <param name="Temperature">How freely the student draws (<c>SynthPreferenceTemperature</c>); 0 takes the likeliest token.</param>
/// <param name="Judge">Whether the teacher compares both answers before its own counts as the better one (<c>SynthPreferenceJudge</c>).</param>
internal sealed record PreferencesOptions(int Pairs, int MaxTokens, double Temperature, bool Judge)
{
    /// <summary>Whether the row's own answer is the better one and nobody is asked for it (<c>SynthPreferenceReference</c>).</summary>
    public bool Reference { get; init; }

    /// <summary>What shapes a row besides the row and the model.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"max_tokens={MaxTokens};temperature={Temperature:r};judge={Judge}") + (Reference ? ";reference" : "");

    /// <summary>Reads the parameters.</summary>
    public static PreferencesOptions From(StageContext context)
    {
        var read = new PreferencesOptions(
            context.Options.Int("pairs", 0, 0),
            context.Options.Int("max_tokens", PreferencesDefaults.MaxTokens, 1),
            context.Options.Number("temperature", PreferencesDefaults.Temperature, 0, 100),
            context.Options.Flag("judge", fallback: false)) { Reference = context.Options.Flag("reference", fallback: false) };
        return read is { Reference: true, Judge: true }
            ? throw new SynthException(Codes.BadOption, "Options 'reference' and 'judge' of stage 'preferences' are both 'true', and a teacher who is asked nothing judges nothing; set SynthPreferenceReference or SynthPreferenceJudge to false.")
            : read;
    }
}
