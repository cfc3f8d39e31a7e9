using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;

namespace SynthTrain.Training.Tests.Runs.Support;

/// <summary>A finite loss with an infinite gradient.</summary>
internal sealed class InfiniteGradient(DecoderModel model) : IObjective
{
    private readonly ToyObjective _toy = new(model);

    public string Fingerprint => "infinite";

    public IReadOnlyList<MicroBatch> Plan(int epoch) => _toy.Plan(epoch);

    public double Weight(MicroBatch batch) => _toy.Weight(batch);

    public MicroResult Backward(MicroBatch batch, double total)
    {
        var result = _toy.Backward(batch, total);
        using var none = no_grad();
        model.Head.grad!.mul_(float.PositiveInfinity);
        return result;
    }

    public EvaluationResult? Evaluate(CancellationToken cancellation) => null;

    public IReadOnlyList<string> Describe(MicroBatch batch) => _toy.Describe(batch);
}
