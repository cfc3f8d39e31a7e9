namespace SynthTrain.Training.Generation.Json;

/// <summary>A number, written with up to 15 digits on each side of the point, which every reader of JSON keeps apart.</summary>
/// <param name="isInteger">No point.</param>
/// <param name="low">The least.</param>
/// <param name="high">The greatest.</param>
internal sealed class NumberNode(bool isInteger, NumberBound low, NumberBound high) : GrammarNode
{
    public const int Digits = 15;
    public const decimal Greatest = 999_999_999_999_999m;

    public bool IsInteger => isInteger;

    /// <summary>Whether an exponent may stand behind: only where any number will do.</summary>
    public bool AllowsExponent => !isInteger && low.Value == -Greatest && high.Value == Greatest;

    /// <summary>Whether any number is allowed.</summary>
    public bool IsPossible => CanReach(false, 0, 0, -1) || CanReach(true, 0, 0, -1);

    public override void Start(Frame? below, ICollection<Frame?> into) => into.Add(new NumberFrame(this, NumberPhase.Start, below));

    public bool Holds(bool negative, decimal magnitude) => low.IsBelow(negative ? -magnitude : magnitude) && high.IsAbove(negative ? -magnitude : magnitude);

    /// <summary>Whether digits can be added to a prefix so that the number is allowed.</summary>
    /// <param name="negative">Whether a minus stands before it.</param>
    /// <param name="magnitude">What is written.</param>
    /// <param name="whole">Digits before the point; 0 = none yet.</param>
    /// <param name="fraction">Digits after the point; −1 = there is no point.</param>
    public bool CanReach(bool negative, decimal magnitude, int whole, int fraction)
    {
        if (whole == 0)
            return Meets(negative, negative && isInteger ? 1 : 0, Greatest + 1);
        if (Holds(negative, magnitude) && fraction != 0)
            return true;
        if (fraction >= 0)
            return fraction < Digits && Meets(negative, magnitude, magnitude + Unit(fraction));
        if (!isInteger && Meets(negative, magnitude, magnitude + 1))
            return true;
        for (var (digits, scale) = (whole, 1m); magnitude > 0 && digits < Digits; digits++)
        {
            scale *= 10;
            if (Meets(negative, magnitude * scale, (magnitude + 1) * scale))
                return true;
        }

        return false;
    }

    private static decimal Unit(int fraction)
    {
        var unit = 1m;
        for (var i = 0; i < fraction; i++)
            unit /= 10;
        return unit;
    }

    /// <summary>Whether a number from <paramref name="from"/> up to, but without, <paramref name="end"/> is allowed.</summary>
    private bool Meets(bool negative, decimal from, decimal end)
    {
        var least = negative ? high.Mirrored : low;
        var most = negative ? low.Mirrored : high;
        if (isInteger)
        {
            var first = Math.Max(from, least.IsOpen ? Math.Floor(least.Value) + 1 : Math.Ceiling(least.Value));
            var last = Math.Min(end - 1, most.IsOpen ? Math.Ceiling(most.Value) - 1 : Math.Floor(most.Value));
            return first <= last;
        }

        return least.Value < end && (most.IsOpen ? most.Value > from : most.Value >= from) && (least.Value < most.Value || !(least.IsOpen || most.IsOpen));
    }
}
