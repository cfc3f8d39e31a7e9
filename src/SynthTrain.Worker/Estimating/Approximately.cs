using System.Globalization;

namespace SynthTrain.Worker.Estimating;

/// <summary>Amounts of an estimate in words: two digits, and no more than anybody can know.</summary>
internal static class Approximately
{
    private const string Unknown = "unknown";

    /// <summary>A number, such as <c>8,500</c> or <c>2.1M</c>.</summary>
    public static string Number(double number)
    {
        var rounded = Round(number);
        return rounded switch
        {
            >= 1e9 => Text(rounded / 1e9) + "B",
            >= 1e6 => Text(rounded / 1e6) + "M",
            _ => rounded.ToString("N0", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A time, such as <c>45 s</c> or <c>1.3 h</c>.</summary>
    public static string Time(double? seconds) => seconds switch
    {
        null => Unknown,
        < 1 => "under 1 s",
        < 99.5 => Text(Round(seconds.Value)) + " s",
        < 99.5 * 60 => Text(Round(seconds.Value / 60)) + " min",
        _ => Text(Round(seconds.Value / 3600)) + " h",
    };

    /// <summary>Money, such as <c>$0.14</c>.</summary>
    public static string Money(decimal? dollars) => dollars switch
    {
        null => Unknown,
        0 => "free",
        < 0.01m => "under $0.01",
        _ => "$" + Round((double)dollars.Value) switch
        {
            < 10 and var few => few.ToString("0.00", CultureInfo.InvariantCulture),
            var many => many.ToString("N0", CultureInfo.InvariantCulture),
        },
    };

    private static double Round(double number)
    {
        if (number <= 0)
            return 0;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 1);
        return Math.Round(number / unit) * unit;
    }

    private static string Text(double number) => number.ToString(number < 9.95 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}
