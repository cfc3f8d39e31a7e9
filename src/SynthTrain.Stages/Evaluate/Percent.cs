using System.Globalization;

namespace SynthTrain.Stages.Evaluate;

/// <summary>Shares as people read them.</summary>
internal static class Percent
{
    /// <summary>Such as <c>94.67 %</c>.</summary>
    public static string Of(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %");

    /// <summary>Such as <c>+0.6419 %</c>; what rounds to nothing is <c>+0.0000 %</c>, whichever side it comes from.</summary>
    public static string Rise(double share, int digits)
    {
        var rounded = Math.Round(share * 100, digits);
        return (rounded < 0 ? "-" : "+") + Math.Abs(rounded).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %";
    }
}
