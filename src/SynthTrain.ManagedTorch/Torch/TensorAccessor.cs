using System.Collections;
using TorchSharp.Layouts;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a tensor in their logical order.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor) => _tensor = tensor.HiddenHandle();

    public long Count => _tensor.NumberOfElements;

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get => _tensor.Pointer<T>()[Place(indices)];
        set
        {
            _tensor.Pointer<T>()[Place(indices)] = value;
            _tensor.Buffer.Version++;
        }
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        using var dense = Dense();
        dense.Values<T>()[(int)tensorIndex..].CopyTo(array[arrayIndex..]);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Fills the tensor from <paramref name="tensorIndex"/> on; the tensor must be dense.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        if (!_tensor.is_contiguous())
            throw new InvalidOperationException("CopyFrom needs a dense tensor; use copy_()");
        var target = _tensor.Values<T>()[(int)tensorIndex..];
        var source = array[arrayIndex..];
        source[..Math.Min(source.Length, target.Length)].CopyTo(target);
        _tensor.Buffer.Version++;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _tensor.Dispose();

    private torch.Tensor Dense()
    {
        using var scope = torch.NewDisposeScope();
        return _tensor.contiguous().HiddenHandle();
    }

    private long Place(long[] indices)
    {
        if (indices.Length != _tensor.Shape.Length)
            throw new ArgumentException($"{indices.Length} indices for a tensor {Layout.Text(_tensor.Shape)}");
        var place = 0L;
        for (var d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _tensor.Shape[d])
                throw new ArgumentOutOfRangeException(nameof(indices), $"index {indices[d]} of dimension {d}, which has size {_tensor.Shape[d]}");
            place += indices[d] * _tensor.Strides[d];
        }

        return place;
    }
}
