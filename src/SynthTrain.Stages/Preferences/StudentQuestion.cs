using SynthTrain.Core.Hashing;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Preferences;

/// <summary>What a student is asked.</summary>
/// <param name="Prompt">The conversation up to its answer.</param>
/// <param name="Seed">The seed of what it draws.</param>
internal sealed record StudentQuestion(IReadOnlyList<TeacherMessage> Prompt, long Seed)
{
    /// <summary>That of a row, with a seed of the row alone.</summary>
    public static StudentQuestion Of(in SourceRow row) => new(PromptRow.Messages(row.Json), (long)(SeededRandom.Hash("student", row.Id, row.Json.GetRawText()) >> 1));
}
