using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;

namespace SynthTrain.Training.Tests.Runs.Support;

/// <summary>The toy in evaluation mode.</summary>
internal sealed class Undropped(DecoderModel model, int batch) : IObjective
{
    private readonly ToyObjective _toy = new(model, batch: batch) { Dropout = 0 };

    public string Fingerprint => "undropped";

    public IReadOnlyList<MicroBatch> Plan(int epoch) => _toy.Plan(epoch);

    public double Weight(MicroBatch batch) => _toy.Weight(batch);

    public MicroResult Backward(MicroBatch batch, double total) => _toy.Backward(batch, total);

    public EvaluationResult? Evaluate(CancellationToken cancellation) => null;

    public IReadOnlyList<string> Describe(MicroBatch batch) => _toy.Describe(batch);
}
