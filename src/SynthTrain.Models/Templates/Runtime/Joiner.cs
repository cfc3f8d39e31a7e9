namespace SynthTrain.Models.Templates;

/// <summary>Jinja's <c>joiner</c>: nothing at first, then the separator.</summary>
internal sealed class Joiner(object? separator) : PyCallable
{
    private bool _used;

    public override string TypeName => "Joiner";

    public override object? Call(RenderState state, CallArguments arguments)
    {
        var text = _used ? separator : string.Empty;
        _used = true;
        return text;
    }
}
