using System.Globalization;

namespace SynthTrain.Training.Runs.Estimates;

/// <summary>The processor's memory: what Linux calls available, within the limit of the control group (a container's); elsewhere what the runtime sees. A GPU's is not known.</summary>
/// <remarks>Sources: proc_meminfo(5), and the kernel's admin-guide/cgroup-v2 (memory.max, memory.current, memory.stat) and cgroup-v1/memory.</remarks>
public sealed class MachineMemory : IMemoryProbe
{
    private static readonly (string Limit, string Used, string Statistics)[] s_groups =
    [
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat"),
        ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes", "/sys/fs/cgroup/memory/memory.stat"),
    ];

    private readonly Func<string, string?> _read;

    /// <summary>This machine.</summary>
    public MachineMemory()
        : this(path => File.Exists(path) ? File.ReadAllText(path) : null)
    {
    }

    /// <summary>A machine whose files say this.</summary>
    internal MachineMemory(Func<string, string?> read) => _read = read;

    /// <inheritdoc/>
    public long? Available(Device device)
    {
        if (device.type != DeviceType.CPU)
            return null;
        if (Entry(_read("/proc/meminfo"), "MemAvailable:") * 1024 is not { } available)
        {
            var runtime = GC.GetGCMemoryInfo();
            return Math.Max(0, runtime.TotalAvailableMemoryBytes - runtime.MemoryLoadBytes);
        }

        return s_groups.Select(Room).Append(available).Min();
    }

    /// <summary>What a control group still allows; cached files count as used there, and go when memory is asked for.</summary>
    private long? Room((string Limit, string Used, string Statistics) group) =>
        Number(_read(group.Limit)) is { } limit && Number(_read(group.Used)) is { } used
            ? Math.Max(0, limit - used + (Entry(_read(group.Statistics), "inactive_file ") ?? 0))
            : null;

    private static long? Entry(string? text, string name) =>
        text?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? Number(line[name.Length..].Trim().Split(' ')[0])
            : null;

    private static long? Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
