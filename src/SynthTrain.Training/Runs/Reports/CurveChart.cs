using System.Globalization;
using System.Text;

namespace SynthTrain.Training.Runs.Reports;

/// <summary>Curves over steps as an SVG picture.</summary>
internal static class CurveChart
{
    private const double Width = 900;
    private const double Height = 300;
    private const double Left = 70;
    private const double Right = 15;
    private const double Top = 30;
    private const double Bottom = 30;

    /// <summary>Draws them over one pair of axes; a curve without points is left out.</summary>
    /// <param name="curves">What to draw.</param>
    /// <param name="steps">The greatest step of the axis.</param>
    public static string Draw(IReadOnlyList<Curve> curves, int steps)
    {
        var drawn = curves.Where(curve => curve.Points.Count > 0).ToList();
        if (drawn.Count == 0)
            return "<p>Nothing was logged.</p>\n";
        var all = drawn.SelectMany(curve => curve.Points.Select(point => point.Value)).ToList();
        var ticks = Ticks(all.Min(), all.Max());
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{string.Join(", ", drawn.Select(curve => curve.Name))}\">\n");
        foreach (var tick in ticks)
        {
            var y = Y(tick, ticks);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" y1=\"{y:0.##}\" x2=\"{Width - Right}\" y2=\"{y:0.##}\"/><text class=\"axis\" x=\"{Left - 8}\" y=\"{y + 4:0.##}\" text-anchor=\"end\">{Label(tick)}</text>\n");
        }

        foreach (var step in Ticks(0, Math.Max(1, steps)).Where(tick => tick <= steps && tick == Math.Floor(tick)))
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{X(step, steps):0.##}\" y=\"{Height - 8}\" text-anchor=\"middle\">{step}</text>\n");
        for (var i = 0; i < drawn.Count; i++)
            Append(svg, drawn[i], i, ticks, steps);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, Curve curve, int number, IReadOnlyList<double> ticks, int steps)
    {
        var points = string.Join(' ', curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Step, steps):0.##},{Y(point.Value, ticks):0.##}")));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{curve.Colour}\" stroke-width=\"1.8\" points=\"{points}\"/>\n");
        if (curve.Points.Count <= 40)
        {
            foreach (var (step, value) in curve.Points)
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(step, steps):0.##}\" cy=\"{Y(value, ticks):0.##}\" r=\"2.6\" fill=\"{curve.Colour}\"><title>step {step}: {value:0.######}</title></circle>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"key\" x=\"{Left + 10 + number * 200}\" y=\"18\" fill=\"{curve.Colour}\">{curve.Name}</text>\n");
    }

    /// <summary>Six digits, so that a sum of a fraction's multiples does not show its rounding.</summary>
    private static string Label(double tick) => tick.ToString("g6", CultureInfo.InvariantCulture);

    private static double X(double step, int steps) => Left + step / Math.Max(1, steps) * (Width - Left - Right);

    private static double Y(double value, IReadOnlyList<double> ticks) => Height - Bottom - (value - ticks[0]) / (ticks[^1] - ticks[0]) * (Height - Top - Bottom);

    /// <summary>Round values that span the given ones: steps of 1, 2 or 5 by a power of ten.</summary>
    private static List<double> Ticks(double low, double high)
    {
        if (high - low < 1e-12 * Math.Max(1, Math.Abs(high)) || high == low)
            (low, high) = (low - Math.Max(1e-9, Math.Abs(low) * 0.1), high + Math.Max(1e-9, Math.Abs(high) * 0.1));
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var width = (rough / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
        var first = (long)Math.Floor(low / width);
        return [.. Enumerable.Range(0, (int)((long)Math.Ceiling(high / width) - first) + 1).Select(i => (first + i) * width)];
    }
}
