using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Preferences;

/// <summary>What a student is asked.</summary>
/// <param name="Prompt">The conversation up to its answer.</param>
/// <param name="Seed">The seed of what it draws.</param>
internal sealed record StudentQuestion(IReadOnlyList<TeacherMessage> Prompt, long Seed);
