using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker.Channels;

/// <summary>How the worker talks to whoever started it. Safe from several threads.</summary>
internal interface IWorkerChannel : IDiagnosticSink, IProgressSink
{
    /// <summary>A line worth reading.</summary>
    void Text(string line);

    /// <summary>A line for a log.</summary>
    void Detail(string line);

    /// <summary>Says how many rows were finished when the stage was interrupted; silent for a stage that does no rows.</summary>
    void Checkpoint();

    /// <summary>The last word.</summary>
    /// <param name="state">One of the states of <see cref="Core.Protocol.WorkerMessage.State"/>.</param>
    /// <param name="message">What was done, in one line.</param>
    void Result(string state, string message);
}
