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

    /// <summary>The folder of the user who runs this, on this machine.</summary>
    public static string UserDirectory => Path.Combine(Path.GetTempPath(), "synthtrain-" + Environment.UserName, "limits");
}
