using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>A tensor kept for the backward pass by a handle of its own, with the check that nobody wrote into it since.</summary>
internal sealed class Saved(Tensor tensor) : IDisposable
{
    private readonly Tensor _handle = tensor.HiddenHandle();
    private readonly int _version = tensor.Buffer.Version;

    public long[] Shape => _handle.Shape;

    public Tensor Value
    {
        get
        {
            if (_handle.IsInvalid)
                throw new InvalidOperationException("the graph was already run backward and its saved tensors are freed; pass retain_graph: true to the first call of backward");
            if (_handle.Buffer.Version != _version)
                throw new InvalidOperationException($"a tensor {Layouts.Layout.Text(_handle.Shape)} that its gradient needs was changed in place after it was used");
            return _handle;
        }
    }

    public void Dispose() => _handle.Dispose();
}
