namespace SynthTrain.ManagedTorch.Tests.Support;

/// <summary>Compares a gradient with finite differences.</summary>
internal static class Gradient
{
    private const double Step = 1e-2;

    /// <summary>Every element of every input: (f(x + h) − f(x − h)) / 2h of a fixed weighting of the result.</summary>
    public static void Check(string what, Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var generator = new Generator(7);
        foreach (var input in inputs)
            input.requires_grad = true;
        var result = function(inputs);
        var weights = randn(result.shape, generator: generator);
        (result * weights).sum().backward();
        foreach (var (input, number) in inputs.Select((input, number) => (input, number)))
        {
            var own = input.grad?.data<float>().ToArray() ?? throw new AssertFailedException($"{what}: no gradient of input {number}");
            for (var i = 0; i < input.numel(); i++)
            {
                var expected = (Value(function, inputs, input, weights, i, Step) - Value(function, inputs, input, weights, i, -Step)) / (2 * Step);
                Assert.AreEqual(expected, own[i], 2e-2 * Math.Max(1, Math.Abs(expected)), $"{what}: input {number}, element {i}");
            }
        }
    }

    private static double Value(Func<Tensor[], Tensor> function, Tensor[] inputs, Tensor input, Tensor weights, int element, double step)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var moved = input.detach().contiguous().clone();
        using var data = moved.view(-1).data<float>();
        data[element] += (float)step;
        return (function([.. inputs.Select(other => ReferenceEquals(other, input) ? moved : other.detach())]) * weights).@float().sum().item<float>();
    }
}
