using SynthTrain.Core.Teachers;

namespace SynthTrain.Stages.Preferences;

/// <summary>The model that is to learn. Equal prompts and seeds get equal answers, asked in an equal company; <see cref="AnswerAsync"/> is called once at a time.</summary>
internal interface IStudent : IDisposable
{
    /// <summary>Why it cannot be asked this, a reason of <see cref="PreferenceReasons"/> and a detail; null when it can. Cheap, and answers nothing.</summary>
    (string Reason, string Detail)? Refuses(IReadOnlyList<TeacherMessage> prompt);

    /// <summary>Answers conversations that it does not refuse, in their order.</summary>
    Task<IReadOnlyList<string>> AnswerAsync(IReadOnlyList<StudentQuestion> questions, CancellationToken cancellation);
}
