namespace SynthTrain.Models.Templates;

/// <summary>A macro, or the body of a call block.</summary>
internal sealed class Macro(MacroBody body, Scope around) : PyCallable
{
    public override string TypeName => "Macro";

    public string? Name => Body.Name;

    public MacroBody Body { get; } = body;

    public override object? Call(RenderState state, CallArguments arguments)
    {
        state.Deeper();
        var line = state.Line;
        var scope = around.Inner();
        Body.Bind(scope, arguments);
        var output = Output.Gather();
        Body.Run(scope, output);
        state.Higher();
        state.Line = line;
        return output.To.ToString();
    }
}
