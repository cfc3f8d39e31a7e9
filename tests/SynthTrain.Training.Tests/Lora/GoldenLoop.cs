using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Optimization;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>The loop of the golden runs of the product's parts: decoder, chunked cross entropy over the step's tokens, clipping, AdamW with two groups, schedule.</summary>
internal sealed class GoldenLoop : IDisposable
{
    private readonly DecoderModel _model;
    private readonly GoldenCase _case;
    private readonly DecayedAdamW _optimizer;
    private readonly LearningRateSchedule _schedule;

    public GoldenLoop(DecoderModel model, GoldenCase given)
    {
        (_model, _case) = (model, given);
        double Of(string name) => given.Hyper.GetProperty(name).GetDouble();
        var options = new RunOptions
        {
            LearningRate = Of("learningRate"),
            Beta1 = Of("beta1"),
            Beta2 = Of("beta2"),
            Epsilon = Of("eps"),
            WeightDecay = Of("weightDecay"),
            Schedule = given.Hyper.GetProperty("schedule").GetString()!,
            WarmupSteps = given.Hyper.GetProperty("warmupSteps").GetInt32(),
            MaxGradNorm = given.MaxGradNorm,
        };
        _optimizer = new DecayedAdamW(NamedParameter.Learning(model), options);
        _schedule = new LearningRateSchedule(options, given.Hyper.GetProperty("trainingSteps").GetInt32());
    }

    /// <summary>The greatest differences of loss (absolute) and gradient norm (relative) so far.</summary>
    public double Loss { get; private set; }

    /// <inheritdoc cref="Loss"/>
    public double Norm { get; private set; }

    /// <summary>Goes through the steps.</summary>
    /// <param name="beforeClipping">Hears of each step's number while its gradients stand.</param>
    /// <param name="after">Hears of each step's number when it is done.</param>
    public void Run(Action<int>? beforeClipping = null, Action<int>? after = null)
    {
        foreach (var step in _case.Steps)
        {
            var loss = 0.0;
            foreach (var micro in _case.Batch(step.Step))
                loss += Backward(_model, micro, step.Tokens);
            beforeClipping?.Invoke(step.Step);
            var norm = _optimizer.Clip();
            var rate = _schedule.Rate(step.Step - 1);
            Assert.AreEqual(step.Lr, rate, 1e-15);
            _optimizer.Step(rate);
            _optimizer.ZeroGrad();
            (Loss, Norm) = (Math.Max(Loss, Math.Abs(loss - step.Loss)), Math.Max(Norm, Math.Abs(norm - step.GradNorm) / step.GradNorm));
            after?.Invoke(step.Step);
        }
    }

    public void Dispose() => _optimizer.Dispose();

    /// <summary>Adds gradients of a micro-batch's share of its step and gives that share.</summary>
    public static double Backward(DecoderModel model, (Tensor Ids, Tensor Labels, Tensor Mask) micro, double tokens)
    {
        using var scope = NewDisposeScope();
        var loss = Share(model, micro, tokens);
        loss.backward();
        return loss.item<float>();
    }

    /// <summary>Σ cross entropy ÷ tokens.</summary>
    public static Tensor Share(DecoderModel model, (Tensor Ids, Tensor Labels, Tensor Mask) micro, double tokens)
    {
        var hidden = model.Hidden(micro.Ids, SequenceLayout.Padded(micro.Mask, model.Config.SlidingWindow));
        var (length, size) = (hidden.shape[1], hidden.shape[2]);
        var rows = hidden.narrow(1, 0, length - 1).reshape(-1, size);
        return Operations.LinearCrossEntropy(rows, model.Head, micro.Labels.narrow(1, 1, length - 1).reshape(-1)).div(tokens);
    }
}
