namespace SynthTrain.Training.Generation;

/// <summary>Puts a module into evaluation mode, and back where it was.</summary>
internal readonly struct EvaluationMode : IDisposable
{
    private readonly nn.Module? _module;

    public EvaluationMode(nn.Module module)
    {
        if (!module.training)
            return;
        _module = module;
        module.eval();
    }

    public void Dispose() => _module?.train();
}
