using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>Reverse-mode differentiation. Operations run in the reverse order of their recording, so sums of gradients have one order, whatever the threads do.</summary>
internal sealed class Engine
{
    private readonly PriorityQueue<Node, long> _ready = new();
    private readonly Dictionary<Node, Tensor?[]> _arrived = [];
    private readonly Dictionary<GradRecord, Tensor?>? _captured;
    private readonly bool _retain;

    [ThreadStatic]
    private static Engine? t_current;

    /// <param name="retain">Whether the graph may be run again.</param>
    /// <param name="captured">Where given, gradients go to these records' entries instead of to leaves.</param>
    public Engine(bool retain, Dictionary<GradRecord, Tensor?>? captured)
    {
        _retain = retain;
        _captured = captured;
    }

    public void Run(IEnumerable<(Tensor Root, Tensor Gradient)> roots)
    {
        using var mode = new GradMode(enabled: false);
        var outer = t_current;
        t_current = this;
        try
        {
            Walk(roots);
        }
        finally
        {
            t_current = outer;
        }
    }

    /// <summary>The sum of gradients that arrived for a tensor so far, where it may be added to in place; an operation that does so returns no gradient for that input.</summary>
    public static Tensor? Target(GradRecord? to) => t_current?.Sum(to);

    /// <summary>Whether what the running node saved is needed no more once it ran.</summary>
    public static bool IsLast => t_current is { _retain: false };

    private void Walk(IEnumerable<(Tensor Root, Tensor Gradient)> roots)
    {
        foreach (var (root, gradient) in roots)
        {
            var record = root.Record is { RequiresGrad: true } given ? given : throw new InvalidOperationException("backward needs a tensor that was computed from one with requires_grad");
            Deliver(record, gradient.HiddenHandle());
        }

        while (_ready.TryDequeue(out var node, out _))
            Step(node);
    }

    private void Step(Node node)
    {
        _arrived.Remove(node, out var gradients);
        Keep(node, gradients!);
        var backward = node.Backward ?? throw new InvalidOperationException("the graph was already run backward; pass retain_graph: true to the first call of backward");
        Tensor?[] results;
        using (var scope = NewDisposeScope())
        {
            results = backward(gradients!);
            for (var i = 0; i < results.Length; i++)
                results[i] = node.Inputs[i] is null ? null : results[i]?.HiddenHandle();
        }

        foreach (var gradient in gradients!)
            gradient?.Dispose();
        if (!_retain)
        {
            node.Free();
            node.Backward = null;
        }

        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is { } result)
                Deliver(node.Inputs[i]!, result);
        }
    }

    private Tensor? Sum(GradRecord? to)
    {
        if (to is null)
            return null;
        var sum = to.Maker is { } maker
            ? _arrived.TryGetValue(maker, out var slots) && slots[to.Output] is { } before && before.Buffer.IsSole ? before : null
            : _captured is null ? to.Gradient : null;
        if (sum is null || sum.dtype != ScalarType.Float32 || !sum.is_contiguous())
            return null;
        sum.Buffer.Version++;
        return sum;
    }

    private void Keep(Node node, Tensor?[] gradients)
    {
        for (var i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is { } gradient && node.Retaining[i] is { } weak && weak.TryGetTarget(out var record))
            {
                if (_captured is not null && _captured.ContainsKey(record))
                    _captured[record] = gradient.HiddenHandle();
                if (record.Retained && _captured is null)
                    Gradients.Accumulate(record, gradient.HiddenHandle());
            }
        }
    }

    private void Deliver(GradRecord to, Tensor gradient)
    {
        if (to.Maker is not { } maker)
        {
            Leaf(to, gradient);
            return;
        }

        if (!_arrived.TryGetValue(maker, out var slots))
        {
            _arrived[maker] = slots = new Tensor?[maker.Outputs];
            _ready.Enqueue(maker, -maker.Sequence);
        }

        slots[to.Output] = slots[to.Output] is { } before ? Gradients.Sum(before, gradient) : gradient;
    }

    private void Leaf(GradRecord leaf, Tensor gradient)
    {
        if (_captured is null)
            Gradients.Accumulate(leaf, gradient);
        else if (_captured.TryGetValue(leaf, out var before))
            _captured[leaf] = before is null ? gradient : Gradients.Sum(before, gradient);
        else
            gradient.Dispose();
    }
}
