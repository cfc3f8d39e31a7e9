using SynthTrain.Training.Decoder;
using TorchSharp.Modules;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>The loop of the golden runs: summed cross entropy through the product's decoder, over the step's tokens; clipping; AdamW with two groups.</summary>
internal sealed class GoldenLoop
{
    private readonly DecoderModel _model;
    private readonly GoldenCase _case;
    private readonly List<(string Name, Parameter Value)> _learning;
    private readonly optim.Optimizer _optimizer;

    public GoldenLoop(DecoderModel model, GoldenCase given)
    {
        (_model, _case) = (model, given);
        _learning = [.. model.named_parameters().Where(entry => entry.parameter.requires_grad)];
        double Of(string name) => given.Hyper.GetProperty(name).GetDouble();
        AdamW.ParamGroup Group(bool decays) => new(_learning.Where(entry => Decays(entry.Name) == decays).Select(entry => entry.Value), 0, Of("beta1"), Of("beta2"), Of("eps"), decays ? Of("weightDecay") : 0);
        _optimizer = new AdamW(new[] { Group(true), Group(false) }.Where(group => group.Parameters.Any()), 0, Of("beta1"), Of("beta2"), Of("eps"));
    }

    /// <summary>The greatest differences of loss (absolute) and gradient norm (relative) so far.</summary>
    public double Loss { get; private set; }

    /// <inheritdoc cref="Loss"/>
    public double Norm { get; private set; }

    public static bool Decays(string name) => !name.EndsWith("norm.weight", StringComparison.Ordinal) && !name.EndsWith(".bias", StringComparison.Ordinal);

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
            var norm = nn.utils.clip_grad_norm_(_learning.Select(entry => entry.Value), _case.MaxGradNorm);
            foreach (var group in _optimizer.ParamGroups)
                group.LearningRate = step.Lr;
            _optimizer.step();
            _optimizer.zero_grad();
            (Loss, Norm) = (Math.Max(Loss, Math.Abs(loss - step.Loss)), Math.Max(Norm, Math.Abs(norm - step.GradNorm) / step.GradNorm));
            after?.Invoke(step.Step);
        }
    }

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
