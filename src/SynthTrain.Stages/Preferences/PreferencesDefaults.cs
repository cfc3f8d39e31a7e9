namespace SynthTrain.Stages.Preferences;

/// <summary>What holds where the project says nothing.</summary>
internal static class PreferencesDefaults
{
    /// <summary>The student answers as it will be asked: the likeliest token. Above 0 it draws, and errs more often.</summary>
    public const double Temperature = 0;

    /// <summary>The most tokens of a student's answer.</summary>
    public const int MaxTokens = 256;
}
