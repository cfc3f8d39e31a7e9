using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.TrainProbe;

/// <summary>Says what a run says, so that a test knows when to end it.</summary>
internal sealed class ConsoleSink : IDiagnosticSink, IProgressSink
{
    public void Report(Diagnostic diagnostic) => Console.Out.WriteLine(diagnostic);

    public void Report(StageProgress progress) => Console.Out.WriteLine($"step {progress.Done}");
}
