namespace SynthTrain.Stages.TrainingRuns;

/// <summary>Runs a program that reports go to.</summary>
internal interface IReportProgram
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="name">Its name on the path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables besides the worker's own.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it did not succeed, as the end of a sentence; null when it did.</returns>
    string? Run(string name, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation);
}
