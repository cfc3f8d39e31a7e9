namespace TorchSharp;

public static partial class torch
{
    /// <summary>The only device of this assembly.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device device(string description) => new(description);

    /// <summary>Where a tensor lives.</summary>
    public class Device
    {
        /// <param name="description"><c>cpu</c>, or what another assembly would take, as <c>cuda:0</c>.</param>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Enum.TryParse<DeviceType>(parts[0], ignoreCase: true, out var known)
                ? known
                : throw new ArgumentException($"device '{description}' is unknown; 'cpu' is the device of this assembly", nameof(description));
            index = parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : -1;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
    }

    /// <summary>Refuses a device that only libtorch has.</summary>
    internal static void RequireCpu(Device? device)
    {
        if (device is { type: not DeviceType.CPU })
            throw new NotSupportedException($"device '{device}' needs the TorchSharp package: build with -p:SynthTorch=cuda; this assembly computes on 'cpu'");
    }
}
