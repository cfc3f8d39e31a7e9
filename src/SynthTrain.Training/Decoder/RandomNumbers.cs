namespace SynthTrain.Training.Decoder;

/// <summary>Lets code draw the same random numbers a second time.</summary>
/// <remarks>On the processor the generator's state is kept, so that a run draws what it would draw without checkpoints. A GPU's generator has no state that TorchSharp could give back: there each
/// block begins with a seed of its own, drawn from the processor's generator.</remarks>
internal sealed class RandomNumbers
{
    private readonly byte[]? _state;
    private readonly Device _device;
    private readonly long _seed;

    private RandomNumbers(byte[]? state, Device device, long seed) => (_state, _device, _seed) = (state, device, seed);

    /// <summary>Marks the place.</summary>
    /// <param name="device">Where the numbers are drawn.</param>
    public static RandomNumbers Begin(Device device)
    {
        using var scope = NewDisposeScope();
        if (device.type == DeviceType.CPU)
            return new(State(), device, 0);
        var seed = randint(0, long.MaxValue, [1], ScalarType.Int64).item<long>();
        Seeds.Set(device, seed);
        return new(null, device, seed);
    }

    /// <summary>Goes back to the place until the result is disposed; then drawing goes on where it was.</summary>
    public IDisposable Again()
    {
        var now = new RandomNumbers(State(), CPU, 0);
        Go();
        return new Place(now);
    }

    private static byte[] State()
    {
        using var state = get_rng_state();
        return state.bytes.ToArray();
    }

    private void Go()
    {
        if (_state is null)
        {
            Seeds.Set(_device, _seed);
            return;
        }

        using var state = zeros([_state.Length], ScalarType.Byte);
        state.bytes = _state;
        set_rng_state(state);
    }

    private sealed class Place(RandomNumbers numbers) : IDisposable
    {
        public void Dispose() => numbers.Go();
    }
}
