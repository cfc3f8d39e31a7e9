namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private protected readonly Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Makes the memory, empty.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Copies the memory of another.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    private protected torch.Tensor Zeros() => torch.zeros(_parameter.Shape).DetachFromDisposeScope();
}
