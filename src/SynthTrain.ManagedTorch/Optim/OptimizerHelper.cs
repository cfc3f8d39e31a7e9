using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Groups and memory of optimizers.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private protected readonly Dictionary<Parameter, OptimizerState> _state = new(ReferenceEqualityComparer.Instance);

    public OptimizerHelper()
    {
    }

    public virtual optim.Optimizer.StateDictionary state_dict()
    {
        var result = new optim.Optimizer.StateDictionary();
        result.Options.AddRange(_groups.Select(group => group.Options));
        result.State.AddRange(parameters().Select(parameter => _state[parameter]));
        return result;
    }

    /// <summary>Copies the memory and learning rates of an optimizer over parameters of the same shapes.</summary>
    public virtual void load_state_dict(optim.Optimizer.StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (own.State.Count != state_dict.State.Count || own.Options.Count != state_dict.Options.Count)
            throw new ArgumentException($"the state holds {state_dict.State.Count} parameters in {state_dict.Options.Count} groups, the optimizer {own.State.Count} in {own.Options.Count}");
        foreach (var (mine, given) in own.State.Zip(state_dict.State))
            mine.LoadStateDict(given);
        foreach (var (mine, given) in own.Options.Zip(state_dict.Options))
            (mine.LearningRate, mine.InitialLearningRate) = (given.LearningRate, given.InitialLearningRate);
    }

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Parameters = [.. param_group.Parameters];
        foreach (var parameter in param_group.Parameters)
        {
            if (parameter.dtype != ScalarType.Float32)
                throw new NotSupportedException($"parameters of {parameter.dtype} cannot be optimized here; keep them in float32");
            var state = NewState(parameter);
            state.Initialize(param_group.Options);
            _state.Add(parameter, state);
        }

        base.add_param_group(param_group);
    }

    private protected abstract OptimizerState NewState(Parameter parameter);

    /// <summary>Every parameter that has a gradient.</summary>
    private protected Tensor? EachWithGradient(Func<Tensor>? closure, Action<ParamGroup, Parameter, Tensor> update)
    {
        Tensor? loss;
        using (enable_grad())
            loss = closure?.Invoke();
        using var mode = no_grad();
        foreach (var group in _groups)
        {
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                    update(group, parameter, gradient.contiguous());
            }
        }

        return loss;
    }
}
