using System.Globalization;

namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>How many of how many.</summary>
public readonly record struct Share(int Correct, int Total)
{
    /// <summary>From 0 to 1; 0 of nothing.</summary>
    public double Value => Total == 0 ? 0 : (double)Correct / Total;

    /// <summary>Such as <c>94.67 % (284 of 300)</c>.</summary>
    public override string ToString() => Total == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Value * 100:0.00} % ({Correct} of {Total})");

    internal static Share Of(IEnumerable<bool?> verdicts)
    {
        var (correct, total) = (0, 0);
        foreach (var verdict in verdicts.OfType<bool>())
        {
            total++;
            correct += verdict ? 1 : 0;
        }

        return new(correct, total);
    }
}
