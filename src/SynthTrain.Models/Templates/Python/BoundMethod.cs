namespace SynthTrain.Models.Templates;

/// <summary>A method of a value: what <c>x.strip</c> is before it is called.</summary>
internal sealed class BoundMethod(object? self, Builtin method) : PyCallable
{
    public override string TypeName => "builtin_function_or_method";

    public object? Self { get; } = self;

    public string Name => method.Name;

    public override object? Call(RenderState state, CallArguments arguments) => method.Call(state, arguments.With(Self));
}
