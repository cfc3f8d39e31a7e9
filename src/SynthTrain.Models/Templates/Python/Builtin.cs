namespace SynthTrain.Models.Templates;

/// <summary>A function of this interpreter.</summary>
internal sealed class Builtin : PyCallable
{
    private readonly Signature? _signature;
    private readonly Func<Bound, object?>? _bound;
    private readonly Func<RenderState, CallArguments, object?>? _raw;

    public Builtin(string name, string parameters, Func<Bound, object?> body) => (_signature, _bound, Name) = (new(name, parameters), body, name);

    public Builtin(string name, Func<RenderState, CallArguments, object?> body) => (_raw, Name) = (body, name);

    public string Name { get; }

    public override object? Call(RenderState state, CallArguments arguments) =>
        _raw is not null ? _raw(state, arguments) : _bound!(new Bound(state, _signature!.Bind(arguments)));
}
