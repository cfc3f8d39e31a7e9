using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Generation;

/// <summary>Keys and values in buffers that are taken once and doubled when full, so that a new token costs the writing of its own.</summary>
/// <remarks>What <see cref="Append"/> gives are views of the buffers. Dispose it after the answer; its tensors belong to no scope.</remarks>
public sealed class KeyValueCache : IKeyValueCache, IDisposable
{
    private readonly (Tensor Keys, Tensor Values)?[] _layers;
    private readonly long[] _lengths;
    private readonly int? _window;
    private readonly long _most;
    private long _room;

    /// <summary>An empty cache.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="room">Tokens that there is room for at first.</param>
    public KeyValueCache(ModelConfig config, long room = 64)
    {
        (_layers, _lengths, _window) = (new (Tensor, Tensor)?[config.LayerCount], new long[config.LayerCount], config.SlidingWindow);
        _most = config.MaxPositions;
        _room = Math.Clamp(room, 1, Math.Max(1, _most));
    }

    /// <summary>Where keys and values lie; <see langword="null"/> while there are none.</summary>
    internal Device? Device => _layers[0]?.Keys.device;

    /// <summary>Tokens that were read.</summary>
    public long Length => _lengths[0];

    /// <inheritdoc/>
    /// <remarks>A single new token is given only the keys that the window lets it see; several need a mask anyway.</remarks>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var (start, added) = (_lengths[layer], keys.shape[2]);
        var (allKeys, allValues) = Room(layer, start + added, keys);
        allKeys.narrow(2, start, added).copy_(keys);
        allValues.narrow(2, start, added).copy_(values);
        var length = _lengths[layer] = start + added;
        var first = added == 1 && _window is { } window ? Math.Max(0, length - window) : 0;
        return (allKeys.narrow(2, first, length - first), allValues.narrow(2, first, length - first));
    }

    /// <summary>Forgets all but the first tokens, as when the next prompt begins like the last.</summary>
    /// <param name="length">How many stay; at most <see cref="Length"/>.</param>
    public void Keep(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Array.Fill(_lengths, length);
    }

    /// <summary>Keeps some rows of the batch.</summary>
    /// <param name="rows">Their numbers, int64.</param>
    public void Select(Tensor rows)
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            if (_layers[layer] is not { } old)
                continue;
            using var scope = NewDisposeScope();
            Put(layer, old.Keys.index_select(0, rows), old.Values.index_select(0, rows));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer]?.Keys.Dispose();
            _layers[layer]?.Values.Dispose();
            _layers[layer] = null;
        }
    }

    private (Tensor Keys, Tensor Values) Room(int layer, long length, Tensor like)
    {
        while (_room < length)
            _room = Math.Max(length, Math.Min(_room * 2, _most));
        if (_layers[layer] is { } old && old.Keys.shape[2] >= length)
            return old;
        using var scope = NewDisposeScope();
        long[] shape = [like.shape[0], like.shape[1], _room, like.shape[3]];
        var (keys, values) = (empty(shape, like.dtype, like.device), empty(shape, like.dtype, like.device));
        if (_layers[layer] is { } filled && _lengths[layer] > 0)
        {
            keys.narrow(2, 0, _lengths[layer]).copy_(filled.Keys.narrow(2, 0, _lengths[layer]));
            values.narrow(2, 0, _lengths[layer]).copy_(filled.Values.narrow(2, 0, _lengths[layer]));
        }

        Put(layer, keys, values);
        return (keys, values);
    }

    private void Put(int layer, Tensor keys, Tensor values)
    {
        _layers[layer]?.Keys.Dispose();
        _layers[layer]?.Values.Dispose();
        keys.DetachFromDisposeScope();
        values.DetachFromDisposeScope();
        _layers[layer] = (keys, values);
    }
}
