namespace SynthTrain.Models.Templates;

/// <summary>Whatever a template can call.</summary>
internal abstract class PyCallable
{
    /// <summary>Python's name of its class.</summary>
    public virtual string TypeName => "function";

    public abstract object? Call(RenderState state, CallArguments arguments);
}
