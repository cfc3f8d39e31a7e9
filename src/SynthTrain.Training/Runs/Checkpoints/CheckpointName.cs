using System.Globalization;
using System.Text.RegularExpressions;

namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>What a checkpoint's files are called: <c>step-0000000120-e0-1a2b3c4d</c>. Two runs never share a name, and whose a file is can be told where it cannot be read.</summary>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Epoch">The stage's epoch.</param>
/// <param name="Run">See <see cref="RunIdentity.Short"/>.</param>
internal sealed partial record CheckpointName(int Step, int Epoch, string Run)
{
    /// <summary>The ending of the file that makes a checkpoint one.</summary>
    public const string StateEnding = ".json";

    /// <summary>The checkpoint whose JSON file that is; <see langword="null"/> = no checkpoint's.</summary>
    public static CheckpointName? Of(string path) =>
        State().Match(Path.GetFileName(path)) is { Success: true } match
        && int.TryParse(match.Groups["step"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var step)
        && int.TryParse(match.Groups["epoch"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? new(step, epoch, match.Groups["run"].Value)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"step-{Step:d10}-e{Epoch}-{Run}");

    [GeneratedRegex(@"^step-(?<step>[0-9]{10})-e(?<epoch>[0-9]{1,10})-(?<run>[0-9a-f]{8})\.json\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex State();
}
