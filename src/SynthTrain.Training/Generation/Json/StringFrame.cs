namespace SynthTrain.Training.Generation.Json;

/// <summary>A string: UTF-8 that is whole, escapes that are characters (half a surrogate pair is none), and a quote when there are enough of them.</summary>
/// <param name="Node">How many characters there may be.</param>
/// <param name="Count">Characters so far; where any number is allowed it stops at the least.</param>
/// <param name="Phase">Where the next byte stands.</param>
internal sealed record StringFrame(StringNode Node, int Count, StringPhase Phase) : Frame
{
    public override void Step(byte next, AutomatonState below, StepResult into)
    {
        if (Phase == StringPhase.Content && next == '"')
        {
            if (Count >= Node.Least)
                into.Leave(below);
        }
        else if (Phase == StringPhase.Open)
        {
            if (next == '"')
                into.Go(this with { Phase = StringPhase.Content }, below);
        }
        else if (Next(Phase, next) is { } phase && (Phase != StringPhase.Content || Count < Node.Most))
        {
            into.Go(this with { Phase = phase, Count = phase == StringPhase.Content ? Counted() : Count }, below);
        }
    }

    public override int Least(CompletionCosts costs)
    {
        var characters = Math.Max(0L, Node.Least - Count - (Phase is StringPhase.Open or StringPhase.Content ? 0 : 1)) * costs.Character;
        return CompletionCosts.Sum(Phase == StringPhase.Open ? costs.Byte('"') : costs.ToCharacter(Phase), characters, costs.Byte('"'));
    }

    /// <summary>The phase after a byte that is neither of the quotes; <see langword="null"/> = it may not come. A character is complete where it is <see cref="StringPhase.Content"/>.</summary>
    public static StringPhase? Next(StringPhase phase, byte next) => phase switch
    {
        StringPhase.Content => First(next),
        StringPhase.Escape => next == 'u' ? StringPhase.Hex4 : "\"\\/bfnrt"u8.Contains(next) ? StringPhase.Content : null,
        StringPhase.One => Within(next, 0x80, 0xBF, StringPhase.Content),
        StringPhase.Two => Within(next, 0x80, 0xBF, StringPhase.One),
        StringPhase.Three => Within(next, 0x80, 0xBF, StringPhase.Two),
        StringPhase.AfterE0 => Within(next, 0xA0, 0xBF, StringPhase.One),
        StringPhase.AfterED => Within(next, 0x80, 0x9F, StringPhase.One),
        StringPhase.AfterF0 => Within(next, 0x90, 0xBF, StringPhase.Two),
        StringPhase.AfterF4 => Within(next, 0x80, 0x8F, StringPhase.Two),
        _ => Escaped(phase, next),
    };

    private static StringPhase? First(byte next) => next switch
    {
        < 0x20 => null,
        (byte)'\\' => StringPhase.Escape,
        < 0x80 => StringPhase.Content,
        < 0xC2 => null,
        < 0xE0 => StringPhase.One,
        0xE0 => StringPhase.AfterE0,
        0xED => StringPhase.AfterED,
        < 0xF0 => StringPhase.Two,
        0xF0 => StringPhase.AfterF0,
        < 0xF4 => StringPhase.Three,
        0xF4 => StringPhase.AfterF4,
        _ => null,
    };

    private static StringPhase? Escaped(StringPhase phase, byte next)
    {
        var digit = char.IsAsciiHexDigit((char)next) ? Convert.ToInt32(((char)next).ToString(), 16) : -1;
        return phase switch
        {
            StringPhase.LowEscape => next == '\\' ? StringPhase.LowU : null,
            StringPhase.LowU => next == 'u' ? StringPhase.LowD : null,
            _ when digit < 0 => null,
            StringPhase.Hex4 => digit == 0xD ? StringPhase.HexD : StringPhase.Hex3,
            StringPhase.HexD => digit < 8 ? StringPhase.Hex2 : digit < 0xC ? StringPhase.High2 : null,
            StringPhase.Hex3 => StringPhase.Hex2,
            StringPhase.Hex2 => StringPhase.Hex1,
            StringPhase.Hex1 => StringPhase.Content,
            StringPhase.High2 => StringPhase.High1,
            StringPhase.High1 => StringPhase.LowEscape,
            StringPhase.LowD => digit == 0xD ? StringPhase.LowC : null,
            StringPhase.LowC => digit >= 0xC ? StringPhase.Hex2 : null,
            _ => null,
        };
    }

    private static StringPhase? Within(byte next, byte first, byte last, StringPhase phase) => next >= first && next <= last ? phase : null;

    private int Counted() => Node.Most == int.MaxValue ? Math.Min(Count + 1, Node.Least) : Count + 1;
}
