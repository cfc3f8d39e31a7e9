using Microsoft.Build.Framework;

namespace SynthTrain.Tasks;

/// <summary>Says whether the build runs under <c>-question</c>, which no property tells.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReadMode : SynthTask, IIncrementalTask
{
    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>Whether nothing may be made.</summary>
    [Output]
    public bool IsQuestion => FailIfNotIncremental;

    private protected override void Perform()
    {
        // MSBuild has set all there is to tell.
    }
}
