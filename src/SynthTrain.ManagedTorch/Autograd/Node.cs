using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>One recorded operation: where its inputs came from, what it saved, and how gradients of its results become gradients of its inputs.</summary>
internal sealed class Node
{
    private static long s_made;
    private readonly GradRecord?[] _inputs;
    private readonly List<Saved> _saved = [];
    private int _owners;

    public Node(ReadOnlySpan<Tensor?> inputs, int outputs)
    {
        _inputs = new GradRecord?[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            _inputs[i] = inputs[i]?.Record is { RequiresGrad: true } record ? record.Share() : null;
        Outputs = outputs;
        Retaining = new WeakReference<GradRecord>?[outputs];
    }

    /// <summary>Greater than that of every operation whose result it uses: the order of the backward pass.</summary>
    public long Sequence { get; } = Interlocked.Increment(ref s_made);

    public int Outputs { get; }

    public IReadOnlyList<GradRecord?> Inputs => _inputs;

    /// <summary>Gradients of the results in, <see langword="null"/> where none arrived; gradients of the inputs out, <see langword="null"/> where none flows.</summary>
    public Func<Tensor?[], Tensor?[]>? Backward { get; set; }

    /// <summary>Records of results, for those that retain their gradient.</summary>
    public WeakReference<GradRecord>?[] Retaining { get; }

    public bool Needs(int input) => _inputs[input] is not null;

    /// <summary>Where a gradient of an input may be added in place; see <see cref="Engine.Target"/>.</summary>
    public Tensor? Target(int input) => Engine.Target(_inputs[input]);

    public Saved Save(Tensor tensor)
    {
        var saved = new Saved(tensor);
        _saved.Add(saved);
        return saved;
    }

    public void Mark(Tensor result, int output)
    {
        Interlocked.Increment(ref _owners);
        result.Record = new GradRecord { Maker = this, Output = output };
        Retaining[output] = new WeakReference<GradRecord>(result.Record);
    }

    /// <summary>Frees what was saved; the structure stays.</summary>
    public void Free()
    {
        foreach (var saved in _saved)
            saved.Dispose();
    }

    /// <summary>One owner less. Without owners the node lets go of its inputs: step by step, since a chain may be longer than the stack is deep.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) > 0)
            return;
        t_unowned ??= new Queue<Node>();
        t_unowned.Enqueue(this);
        if (t_unowned.Count > 1)
            return;
        while (t_unowned.TryPeek(out var node))
        {
            node.Free();
            foreach (var input in node._inputs)
                input?.Leave();
            t_unowned.Dequeue();
        }
    }

    [ThreadStatic]
    private static Queue<Node>? t_unowned;
}
