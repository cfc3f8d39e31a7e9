using SynthTrain.Training.Evaluation.Rows;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>Answers evaluation rows one by one, as an endpoint does. May be asked from several threads at once.</summary>
public interface IAnswerer
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>Answers one row; the answer does not depend on what was asked before or beside.</summary>
    /// <exception cref="AnswerFailedException">This row got no answer; another may.</exception>
    /// <exception cref="Core.Diagnostics.SynthException">No row will get an answer.</exception>
    Task<Answer> AnswerAsync(EvaluationRow row, CancellationToken cancellation);
}
