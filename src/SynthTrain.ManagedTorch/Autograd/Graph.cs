using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>The one door through which operations are recorded.</summary>
internal static class Graph
{
    public static bool Records(params ReadOnlySpan<Tensor?> inputs)
    {
        if (!GradMode.Enabled)
            return false;
        foreach (var input in inputs)
        {
            if (input is { requires_grad: true })
                return true;
        }

        return false;
    }

    /// <summary>Told of the function that prepares each recorded operation: a test sees by it which operations its cases reached.</summary>
    public static Action<Delegate>? Observer { get; set; }

    /// <summary>Records an operation with one result where any input wants a gradient.</summary>
    /// <param name="prepare">Saves what is needed and gives the backward function; called only where something is recorded.</param>
    public static Tensor Record(Tensor result, ReadOnlySpan<Tensor?> inputs, Func<Node, Func<Tensor, Tensor?[]>> prepare)
    {
        if (!Records(inputs))
            return result;
        Observer?.Invoke(prepare);
        var node = new Node(inputs, 1);
        var backward = prepare(node);
        node.Backward = gradients => backward(gradients[0]!);
        node.Mark(result, 0);
        return result;
    }

    /// <summary>An operation with one input.</summary>
    public static Tensor Record(Tensor result, Tensor input, Func<Node, Func<Tensor, Tensor>> prepare) =>
        Record(result, [input], node =>
        {
            Observer?.Invoke(prepare);
            var backward = prepare(node);
            return gradient => [backward(gradient)];
        });

    /// <summary>Notes a write in place, and refuses it where the gradient would be wrong.</summary>
    public static void WritesTo(Tensor target, params ReadOnlySpan<Tensor?> others)
    {
        if (GradMode.Enabled && (target.requires_grad || Records(others)))
            throw new NotSupportedException("writing in place into a tensor that takes part in gradients is not supported: do it under torch.no_grad(), or use the operation that makes a new tensor");
        target.Buffer.Version++;
    }
}
