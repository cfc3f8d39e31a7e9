namespace TorchSharp.Autograd;

/// <summary>What one tensor's handles share about its gradient.</summary>
internal sealed class GradRecord
{
    private int _handles = 1;

    /// <summary>Set on leaves whose gradient is wanted.</summary>
    public bool Wanted { get; set; }

    /// <summary>Set where a result keeps its own gradient too.</summary>
    public bool Retained { get; set; }

    public torch.Tensor? Gradient { get; set; }

    /// <summary>The operation that made the tensor; none for leaves.</summary>
    public Node? Maker { get; init; }

    /// <summary>Which of the operation's results it is.</summary>
    public int Output { get; init; }

    public bool RequiresGrad => Maker is not null || Wanted;

    public GradRecord Share()
    {
        Interlocked.Increment(ref _handles);
        return this;
    }

    /// <summary>With the last handle the operation loses an owner, so that a graph nobody ran backward frees its memory.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _handles) > 0)
            return;
        Maker?.Release();
        Gradient?.Dispose();
        Gradient = null;
    }
}
