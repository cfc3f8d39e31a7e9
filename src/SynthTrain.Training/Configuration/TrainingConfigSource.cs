using SynthTrain.Core.IO;

namespace SynthTrain.Training.Configuration;

/// <summary>Where a training configuration comes from.</summary>
public sealed record TrainingConfigSource
{
    /// <summary>The file system of <see cref="Path"/>.</summary>
    public IFileSystem? Files { get; init; }

    /// <summary>The YAML file's absolute path; <see langword="null"/> = defaults and overrides alone.</summary>
    public string? Path { get; init; }

    /// <summary>The name that errors print; default <see cref="Path"/>.</summary>
    public string? Display { get; init; }

    /// <summary>Lines <c>training.learning_rate=1e-4</c>, separated by semicolons, laid over the file.</summary>
    public string? Overrides { get; init; }

    /// <summary>The base model that a property names; it comes before <c>model.name</c> in the file and in overrides.</summary>
    public string? Base { get; init; }

    /// <summary>The seed that a property gives; it comes before <c>training.seed</c>.</summary>
    public long? Seed { get; init; }
}
