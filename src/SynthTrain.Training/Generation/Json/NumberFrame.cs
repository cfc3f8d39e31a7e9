namespace SynthTrain.Training.Generation.Json;

/// <summary>A number; nothing says that it ends but what comes after it.</summary>
/// <param name="Node">Which numbers there may be.</param>
/// <param name="Phase">What is written.</param>
internal sealed record NumberFrame(NumberNode Node, NumberPhase Phase) : Frame
{
    /// <summary>Whether it has a minus.</summary>
    public bool Negative { get; init; }

    /// <summary>What is written, without the minus, in the last digit's unit.</summary>
    public Int128 Magnitude { get; init; }

    /// <summary>Digits before the point.</summary>
    public int Whole { get; init; }

    /// <summary>Digits behind the point; −1 = there is no point.</summary>
    public int Places { get; init; } = -1;

    public override bool CanEnd => Phase is NumberPhase.Tens or NumberPhase.Ones || ((Phase == NumberPhase.Whole || Places > 0) && Phase < NumberPhase.Exponent && Node.Holds(Negative, Magnitude));

    public override void Step(byte next, AutomatonState below, StepResult into)
    {
        if (Next(next) is { } frame)
            into.Go(frame, below);
        if (!CanEnd)
            return;
        foreach (var top in below.Tops)
            top.Head.Step(next, top.Below, into);
    }

    public override int Least(CompletionCosts costs)
    {
        if (CanEnd)
            return 0;
        if (!costs.HasDigits)
            return CompletionCosts.Never;
        if (Phase >= NumberPhase.Exponent)
            return 1;
        var fewest = Node.Fewest(Negative, Magnitude, Whole, Places);
        return Phase == NumberPhase.Start ? Math.Min(fewest, CompletionCosts.Sum(costs.Byte('-'), Node.Fewest(negative: true, 0, 0, -1))) : fewest;
    }

    private NumberFrame? Next(byte next)
    {
        var digit = next - '0';
        if (digit is >= 0 and <= 9)
            return Digit(digit);
        return (Phase, (char)next) switch
        {
            (NumberPhase.Start, '-') => Possible(this with { Phase = NumberPhase.Minus, Negative = true }),
            (NumberPhase.Whole, '.') when !Node.IsInteger => Possible(this with { Phase = NumberPhase.Fraction, Places = 0 }),
            (NumberPhase.Whole or NumberPhase.Fraction, 'e' or 'E') when Node.AllowsExponent && Places != 0 => this with { Phase = NumberPhase.Exponent },
            (NumberPhase.Exponent, '+' or '-') => this with { Phase = NumberPhase.Sign },
            _ => null,
        };
    }

    private NumberFrame? Digit(int digit) => Phase switch
    {
        NumberPhase.Start or NumberPhase.Minus => Possible(this with { Phase = NumberPhase.Whole, Magnitude = digit * NumberNode.One, Whole = 1 }),
        NumberPhase.Whole when Magnitude > 0 && Whole < NumberNode.Digits => Possible(this with { Magnitude = (Magnitude * 10) + (digit * NumberNode.One), Whole = Whole + 1 }),
        NumberPhase.Fraction when Places < NumberNode.Digits => Possible(this with { Magnitude = Magnitude + (digit * NumberNode.Unit(Places + 1)), Places = Places + 1 }),
        NumberPhase.Exponent or NumberPhase.Sign => this with { Phase = NumberPhase.Tens },
        NumberPhase.Tens => this with { Phase = NumberPhase.Ones },
        _ => null,
    };

    /// <summary>An integer is not written as −0.</summary>
    private static NumberFrame? Possible(NumberFrame frame) =>
        frame.Node.CanReach(frame.Negative, frame.Magnitude, frame.Whole, frame.Places) && !(frame.Node.IsInteger && frame is { Negative: true, Whole: 1 } && frame.Magnitude == 0) ? frame : null;
}
