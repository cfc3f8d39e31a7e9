using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Limits;

/// <summary>Whom a limiter limits, and by what.</summary>
public sealed record LimiterOptions
{
    /// <summary>The endpoint: its address, or the provider's name.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The model; limits hold for each.</summary>
    public required string Model { get; init; }

    /// <summary>The key that requests carry, since providers count by account; only a hash of it is used. Null when none is sent.</summary>
    public string? Key { get; init; }

    /// <summary>Rates and window.</summary>
    public required TeacherLimits Limits { get; init; }

    /// <summary>The clock; its timestamps must be the machine's, as <see cref="TimeProvider.System"/>'s are.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The folder that processes share the limiter's state through, absolute; null keeps it in this process.</summary>
    public string? Directory { get; init; }

    /// <summary>The folder of the user who runs this, on this machine: in <c>XDG_STATE_HOME</c>, by default <c>~/.local/state</c>; on Windows in the local application data.</summary>
    public static string UserDirectory => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "synthtrain", "limits")
        : StateDirectory(Environment.GetEnvironmentVariable("XDG_STATE_HOME"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    // As the XDG base directory specification has it: a relative path counts as none.
    internal static string StateDirectory(string? state, string home) =>
        Path.Combine(state is not null && Path.IsPathRooted(state) ? state : Path.Combine(home, ".local", "state"), "synthtrain", "limits");
}
