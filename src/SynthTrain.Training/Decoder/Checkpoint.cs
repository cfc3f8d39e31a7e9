using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>A block of which nothing but its input is kept: the backward pass computes it again (Chen et al., "Training deep nets with sublinear memory cost", 2016).</summary>
/// <remarks>Parameters are arguments too, so that a block learns whose input has no gradient, as the first one above a frozen embedding. Dropout draws the same numbers again.</remarks>
internal sealed class Checkpoint : autograd.MultiTensorFunction<Checkpoint>
{
    private const string Block = "block";
    private const string Numbers = "numbers";

    /// <summary>What torch calls the operation.</summary>
    public override string Name => nameof(Checkpoint);

    /// <summary>block(x), kept as x alone.</summary>
    /// <param name="block">May be called twice with the same result.</param>
    /// <param name="learning">Every parameter of the block that wants a gradient.</param>
    /// <param name="x">The input.</param>
    public static Tensor Run(Func<Tensor, Tensor> block, IReadOnlyList<Parameter> learning, Tensor x) => apply([new CheckpointBlock(block, learning), x, .. learning])[0];

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (block, x) = ((CheckpointBlock)vars[0], (Tensor)vars[1]);
        ctx.save_data(Block, block);
        ctx.save_data(Numbers, RandomNumbers.Begin(x.device));
        ctx.save_for_backward([x]);
        using var scope = NewDisposeScope();
        return [block.Run(x).MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var block = (CheckpointBlock)ctx.get_data(Block);
        using var scope = NewDisposeScope();
        using var again = ((RandomNumbers)ctx.get_data(Numbers)).Again();
        using var recording = enable_grad();
        var x = ctx.get_saved_variables()[0].detach().requires_grad_();
        var gradients = autograd.grad([block.Run(x)], [x, .. block.Learning], grad_outputs, allow_unused: true);
        return [null!, .. gradients.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }
}
