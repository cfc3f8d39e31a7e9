namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the default generator.</summary>
    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>A seeded source of random numbers. Its numbers are its own: libtorch's generator gives others for the same seed.</summary>
    public class Generator : IDisposable
    {
        private const double Unit = 1.0 / (1L << 53);
        private readonly Lock _gate = new();
        private ulong _seed;
        private ulong _drawn;

        public Generator(ulong seed = 0, Device? device = null)
        {
            RequireCpu(device);
            _seed = seed;
        }

        public static Generator Default { get; } = new();

        public Device device => CPU;

        public long initial_seed() => (long)_seed;

        public Generator manual_seed(long seed)
        {
            lock (_gate)
                (_seed, _drawn) = ((ulong)seed, 0);
            return this;
        }

        /// <summary>Sixteen bytes: the seed and how many numbers were drawn.</summary>
        public Tensor get_state()
        {
            var state = Tensor.Allocate([16], ScalarType.Byte);
            lock (_gate)
            {
                BitConverter.TryWriteBytes(state.bytes, _seed);
                BitConverter.TryWriteBytes(state.bytes[8..], _drawn);
            }

            return state;
        }

        public void set_state(Tensor value)
        {
            if (value.dtype != ScalarType.Byte || value.NumberOfElements != 16)
                throw new ArgumentException("a generator's state has 16 bytes here; states of other assemblies do not fit", nameof(value));
            lock (_gate)
                (_seed, _drawn) = (BitConverter.ToUInt64(value.bytes), BitConverter.ToUInt64(value.bytes[8..]));
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
        }

        /// <summary>At least 0 and below 1.</summary>
        internal double NextDouble()
        {
            lock (_gate)
                return (Next() >> 11) * Unit;
        }

        internal void Uniform(Span<float> values)
        {
            foreach (ref var value in values)
                value = (float)((long)(NextDouble() * (1 << 24)) * (1.0 / (1 << 24)));
        }

        /// <summary>Box and Muller's pairs.</summary>
        internal void Normal(Span<float> values)
        {
            for (var i = 0; i < values.Length; i += 2)
            {
                var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
                var (sine, cosine) = Math.SinCos(2 * Math.PI * NextDouble());
                values[i] = (float)(radius * cosine);
                if (i + 1 < values.Length)
                    values[i + 1] = (float)(radius * sine);
            }
        }

        /// <summary>SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) at a counter, so that the state is two numbers.</summary>
        private ulong Next()
        {
            var z = _seed + ++_drawn * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
