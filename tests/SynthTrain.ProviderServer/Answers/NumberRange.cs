using SynthTrain.Core.Hashing;

namespace SynthTrain.Loopback.Answers;

/// <summary>The numbers that a schema allows.</summary>
internal readonly record struct NumberRange(double Min, double Max, double Step)
{
    private const double Span = 120;

    public static NumberRange Of(SchemaParts parts)
    {
        var step = parts.Largest("multipleOf") ?? 0;
        var low = parts.Largest("minimum");
        var over = parts.Largest("exclusiveMinimum");
        var high = parts.Smallest("maximum");
        var under = parts.Smallest("exclusiveMaximum");
        double? min = over is { } o && (low is null || o >= low) ? o + Nudge(step) : low;
        double? max = under is { } u && (high is null || u <= high) ? u - Nudge(step) : high;
        var from = min ?? (max is { } top ? top - Span : 1);
        return new NumberRange(from, Math.Max(from, max ?? from + Span), step);
    }

    public long Integer(SeededRandom random)
    {
        var step = Math.Max(1, (long)Step);
        var (low, high) = ((long)Math.Ceiling(Min / step), (long)Math.Floor(Max / step));
        return (low + random.Below((int)Math.Clamp(high - low + 1, 1, 1000))) * step;
    }

    public double Number(SeededRandom random) => Step > 0 || Max - Min >= 1 ? Integer(random) : Min + ((Max - Min) * random.Below(1000) / 1000);

    private static double Nudge(double step) => step > 0 ? step : 1;
}
