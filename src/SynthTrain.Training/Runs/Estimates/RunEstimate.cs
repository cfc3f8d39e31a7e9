using System.Globalization;

namespace SynthTrain.Training.Runs.Estimates;

/// <summary>What a run is about to take, said before its first step.</summary>
/// <param name="Memory">Bytes.</param>
/// <param name="Available">Bytes that there are besides the weights; <see langword="null"/> = not known.</param>
/// <param name="Steps">Steps still to go.</param>
/// <param name="Tokens">Tokens still to go.</param>
/// <param name="Time">From a micro-step that was tried.</param>
/// <param name="Cost">US dollars; <see langword="null"/> without a price.</param>
public sealed record RunEstimate(MemoryEstimate Memory, long? Available, int Steps, long Tokens, TimeSpan Time, decimal? Cost)
{
    /// <summary>In words.</summary>
    public override string ToString()
    {
        var room = Available is { } available ? $" of {MemoryEstimate.Text(available + Memory.Weights)}" : "";
        var cost = Cost is { } dollars ? string.Create(CultureInfo.InvariantCulture, $", ${dollars:0.00}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Steps} steps with {Tokens:n0} tokens to go: about {Text(Time)}{cost}, and {Memory}{room} of memory");
    }

    /// <summary>A span in words, such as <c>2 h 5 min</c>.</summary>
    internal static string Text(TimeSpan time) =>
        time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0} h {time.Minutes} min")
        : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
