using SynthTrain.Training.Configuration;
using TorchSharp.Modules;

namespace SynthTrain.Training.Optimization;

/// <summary>AdamW over a group that decays and one that does not, with clipping by the norm of all gradients, and its memory by the parameters' names.</summary>
/// <remarks>Lives outside dispose scopes, as its memory does. Made after the model lies on its device.</remarks>
public sealed class DecayedAdamW : IDisposable
{
    private readonly IReadOnlyList<NamedParameter> _ordered;
    private readonly AdamW _adam;

    /// <summary>An optimizer whose memory is empty.</summary>
    /// <param name="parameters">The weights that learn.</param>
    /// <param name="options">Betas, epsilon, decay and the clipping norm.</param>
    public DecayedAdamW(IReadOnlyList<NamedParameter> parameters, RunOptions options)
    {
        MaxGradNorm = options.MaxGradNorm;
        var groups = parameters.ToLookup(parameter => WeightDecay.Applies(parameter.Name));
        _ordered = [.. groups[true], .. groups[false]];
        _adam = optim.AdamW(groups.OrderByDescending(group => group.Key).Select(group => new AdamW.ParamGroup(
            group.Select(parameter => parameter.Value), options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, group.Key ? options.WeightDecay : 0)));
    }

    /// <summary>The norm that gradients are scaled down to; 0 leaves them as they are.</summary>
    public double MaxGradNorm { get; }

    /// <summary>The weights, in the order of <see cref="Memory"/>.</summary>
    public IReadOnlyList<NamedParameter> Parameters => _ordered;

    /// <summary>What is remembered of each weight: the optimizer's own tensors, in the order of <see cref="Parameters"/>.</summary>
    public IReadOnlyList<AdamW.State> Memory => [.. _adam.state_dict().State.Cast<AdamW.State>()];

    /// <summary>Drops all gradients.</summary>
    public void ZeroGrad() => _adam.zero_grad();

    /// <summary>Scales the gradients down to <see cref="MaxGradNorm"/>, as PyTorch does: by min(1, max / (norm + 1e-6)).</summary>
    /// <returns>The norm before; not finite where a gradient is not.</returns>
    public double Clip()
    {
        using var scope = NewDisposeScope();
        var graded = _ordered.Select(parameter => parameter.Value).Where(parameter => parameter.grad is not null).ToList();
        return graded.Count == 0 ? 0 : nn.utils.clip_grad_norm_(graded, MaxGradNorm > 0 ? MaxGradNorm : double.PositiveInfinity);
    }

    /// <summary>One step.</summary>
    /// <param name="rate">The learning rate of this step.</param>
    public void Step(double rate)
    {
        foreach (var group in _adam.ParamGroups)
            group.LearningRate = rate;
        using var scope = NewDisposeScope();
        _adam.step();
    }

    /// <inheritdoc/>
    public void Dispose() => _adam.Dispose();
}
