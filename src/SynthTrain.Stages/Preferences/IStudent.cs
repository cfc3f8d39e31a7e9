using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Preferences;

/// <summary>The model that is to learn. Equal prompts and seeds get equal answers; one call at a time.</summary>
internal interface IStudent
{
    /// <summary>Answers a conversation.</summary>
    /// <exception cref="Core.Diagnostics.SynthException"><see cref="Core.Diagnostics.Codes.TooLong"/>: the caller rejects the row.</exception>
    string Answer(IReadOnlyList<TeacherMessage> prompt, long seed);
}
