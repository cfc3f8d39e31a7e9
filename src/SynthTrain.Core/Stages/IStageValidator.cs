namespace SynthTrain.Core.Stages;

/// <summary>A stage that can check its configuration without running: what plain <c>dotnet build</c> does. Optional.</summary>
public interface IStageValidator
{
    /// <summary>Throws <see cref="Diagnostics.SynthException"/> with all faults found. Inputs that earlier stages make may be absent; hand-written ones exist.</summary>
    void Validate(StageContext context);
}
