using System.Text.Json;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Preferences;

/// <summary>The better answer by rules: the one that the row holds. Nothing is made up.</summary>
[OfflineRule(PreferencesStage.Task)]
public sealed class PreferencesOffline : IOfflineRule
{
    /// <inheritdoc/>
    public string Answer(TeacherRequest request) => request.Source is { ValueKind: JsonValueKind.Object } row ? PromptRow.Expected(row) ?? "" : "";
}
