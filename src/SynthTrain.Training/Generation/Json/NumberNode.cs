namespace SynthTrain.Training.Generation.Json;

/// <summary>A number, written with up to 15 digits on each side of the point. All numbers here are whole ones of the last digit's unit, 10^−15, so that nothing is rounded.</summary>
internal sealed partial class NumberNode : GrammarNode
{
    public const int Digits = 15;

    private static readonly Int128[] s_powers = [.. Enumerable.Range(0, (2 * Digits) + 1).Select(power => Enumerable.Repeat((Int128)10, power).Aggregate(Int128.One, (all, ten) => all * ten))];
    private readonly Int128 _low;
    private readonly Int128 _high;

    /// <param name="isInteger">No point.</param>
    /// <param name="low">The least.</param>
    /// <param name="high">The greatest.</param>
    /// <param name="allowsExponent">Whether an exponent may stand behind: only where nothing bounds the number.</param>
    public NumberNode(bool isInteger, Int128 low, Int128 high, bool allowsExponent)
    {
        (IsInteger, AllowsExponent) = (isInteger, allowsExponent && !isInteger);
        (_low, _high) = (Int128.Max(low, -Greatest), Int128.Min(high, Greatest));
        if (isInteger)
            (_low, _high) = (-Whole(-_low), Whole(_high));
    }

    /// <summary>The greatest number.</summary>
    public static Int128 Greatest => s_powers[2 * Digits] - 1;

    /// <summary>One.</summary>
    public static Int128 One => s_powers[Digits];

    public bool IsInteger { get; }

    public bool AllowsExponent { get; }

    /// <summary>Whether any number is allowed.</summary>
    public bool IsPossible => _low <= _high;

    /// <summary>What a digit is worth so many places behind the point.</summary>
    public static Int128 Unit(int places) => s_powers[Digits - places];

    public override IEnumerable<Frame> Starts(int room) => [new NumberFrame(this, NumberPhase.Start)];

    /// <summary>Whether a number is allowed.</summary>
    public bool Holds(bool negative, Int128 magnitude) => Meets(negative, magnitude, magnitude);

    /// <summary>Whether digits can be added to a prefix so that the number is allowed.</summary>
    /// <param name="negative">Whether a minus stands before it.</param>
    /// <param name="magnitude">What is written.</param>
    /// <param name="whole">Digits before the point; 0 = none yet.</param>
    /// <param name="fraction">Digits after the point; −1 = there is no point.</param>
    public bool CanReach(bool negative, Int128 magnitude, int whole, int fraction)
    {
        if (whole == 0)
            return Meets(negative, negative && IsInteger ? One : 0, Greatest);
        if (fraction >= 0)
            return Meets(negative, magnitude, magnitude + Unit(fraction) - 1);
        if (Meets(negative, magnitude, magnitude + One - 1))
            return true;
        for (var digits = 1; magnitude > 0 && digits <= Digits - whole; digits++)
        {
            if (Meets(negative, magnitude * s_powers[digits], ((magnitude + One) * s_powers[digits]) - 1))
                return true;
        }

        return false;
    }

    protected override int Measure() => IsPossible ? 0 : Endless;

    /// <summary>The greatest integer that is not above a number.</summary>
    private static Int128 Whole(Int128 number)
    {
        var rest = number % One;
        return number - (rest < 0 ? rest + One : rest);
    }

    private bool Meets(bool negative, Int128 from, Int128 last) => negative ? -last <= _high && -from >= _low : from <= _high && last >= _low;
}
