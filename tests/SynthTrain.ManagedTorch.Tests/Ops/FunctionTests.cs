using SynthTrain.ManagedTorch.Tests.Support;

namespace SynthTrain.ManagedTorch.Tests.Ops;

/// <summary>Functions of users, as activation checkpointing needs them.</summary>
[TestClass]
public sealed class FunctionTests
{
    [TestMethod]
    public void A_function_that_computes_again_in_its_backward_pass_gives_the_plain_gradient()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn([4, 3], generator: new Generator(1)).requires_grad_(), randn([3, 3], generator: new Generator(2)).requires_grad_());
        Again.apply(x, w).pow(2).sum().backward();
        var (gx, gw) = (x.grad!.clone(), w.grad!.clone());
        (x.grad, w.grad) = (null, null);
        Again.Body(x, w).pow(2).sum().backward();
        Near.Assert(x.grad!, gx, 0);
        Near.Assert(w.grad!, gw, 0);
    }

    private sealed class Again : autograd.SingleTensorFunction<Again>
    {
        public override string Name => nameof(Again);

        public static Tensor Body(Tensor x, Tensor w) => x.matmul(w).tanh().matmul(w);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0], (Tensor)vars[1]]);
            return Body((Tensor)vars[0], (Tensor)vars[1]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var inputs = ctx.get_saved_variables().Select(tensor => tensor.detach().requires_grad_()).ToList();
            using var mode = enable_grad();
            return [.. autograd.grad([Body(inputs[0], inputs[1])], inputs, [grad_output])];
        }
    }
}
