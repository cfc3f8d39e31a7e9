using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Teachers.Smoke;

/// <summary>How one model answered.</summary>
/// <param name="Teacher">The named teacher.</param>
/// <param name="Model">The model.</param>
/// <param name="Answer">Whether key and model are good; a word of why not; <c>not tried</c> for a user's own client where none is loaded.</param>
/// <param name="Schema">How a response schema fares: <c>native</c>, <c>refused</c>, <c>ignored</c>, <c>in the prompt</c>; <c>-</c> when it was not tried.</param>
/// <param name="Stream">Whether a streamed reply comes; <c>-</c> when it was not tried.</param>
/// <param name="Elapsed">How long the first answer took.</param>
public sealed record SmokeResult(string Teacher, string Model, string Answer, string Schema, string Stream, TimeSpan Elapsed)
{
    /// <summary>What is wrong; null when nothing is.</summary>
    public Diagnostic? Fault { get; init; }
}
