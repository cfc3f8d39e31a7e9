using System.Globalization;

namespace SynthTrain.Core.Spending;

/// <summary>Money in words.</summary>
public static class Dollars
{
    /// <summary>Such as <c>$12.50</c>; small amounts with up to six digits, so that a request is not nothing.</summary>
    public static string Text(decimal dollars) =>
        "$" + dollars.ToString(dollars is >= 1 or <= -1 ? "0.00" : "0.00####", CultureInfo.InvariantCulture);

    /// <summary>As the other, with a word for a sum that no price is known for.</summary>
    public static string Text(decimal? dollars) => dollars is { } known ? Text(known) : "price unknown";
}
