using System.Globalization;
using System.Text;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Rewrites an ECMA-262 pattern (u flag) as a .NET one that matches the same texts.</summary>
/// <remarks>
/// Source: https://tc39.es/ecma262/#sec-patterns. Beyond the u grammar, punctuation may be escaped where it need not be. Not taken over:
/// that each round of a quantifier forgets the captures inside it, which only patterns with backreferences can tell.
/// </remarks>
internal sealed class EcmaPatternTranslator(string pattern)
{
    private const string WordBefore = "(?<=[0-9A-Z_a-z])", NoWordBefore = "(?<![0-9A-Z_a-z])";
    private const string WordAfter = "(?=[0-9A-Z_a-z])", NoWordAfter = "(?![0-9A-Z_a-z])";

    private static readonly string[] Assertions = ["?=", "?!", "?<=", "?<!"];
    private static readonly CodePointSet AnyButLineEnd = UnicodeProperty.LineEnds.Complement();

    private readonly EcmaPatternCursor cursor = new(pattern);
    private readonly EcmaGroups groups = new(pattern);
    private readonly StringBuilder output = new(pattern.Length * 2);
    private readonly Stack<bool> open = new(); // per open group: may it be repeated
    private int captures;
    private bool repeatable;
    private string? units; // the last atom by UTF-16 units, where that may be looped
    private int atomStart;

    public string Translate()
    {
        while (!cursor.AtEnd)
            repeatable = Step();
        if (open.Count > 0)
            throw cursor.Fault("has a '(' without ')'; close the group, or write \\( to match a bracket");
        return output.ToString();
    }

    /// <summary>Takes one element; answers whether a quantifier may follow.</summary>
    private bool Step()
    {
        switch (cursor.Current)
        {
            case '\\':
                cursor.At++;
                return Escape();
            case '[':
                cursor.At++;
                return Set(EcmaClassReader.Read(cursor));
            case '(':
                cursor.At++;
                return Open();
            case ')':
                cursor.At++;
                return Close();
            case '*' or '+' or '?' or '{':
                return Quantifier();
            case ']' or '}':
                throw cursor.Fault($"has a '{cursor.Current}' on its own; write \\{cursor.Current} to match it");
            case '.':
                cursor.At++;
                return Set(AnyButLineEnd);
            case '^':
                cursor.At++;
                return Assertion("^");
            case '$':
                cursor.At++;
                return Assertion(@"\z");
            case '|':
                cursor.At++;
                return Assertion("|");
            default:
                return Literal(cursor.TakeCodePoint());
        }
    }

    private bool Atom(string text)
    {
        units = null;
        output.Append(text);
        return true;
    }

    private bool Set(CodePointSet set)
    {
        atomStart = output.Length;
        output.Append(CodePointSetWriter.Write(set));
        units = CodePointSetWriter.WriteUnits(set);
        return true;
    }

    private bool Assertion(string text)
    {
        output.Append(text);
        return false;
    }

    private bool Literal(int codePoint) => codePoint < 0x80 && char.IsAsciiLetterOrDigit((char)codePoint)
        ? Atom(((char)codePoint).ToString())
        : Set(CodePointSet.Of([(codePoint, codePoint)]));

    private bool Escape()
    {
        if (cursor.TakeSetEscape() is { } set)
            return Set(set);
        if (cursor.Take("b"))
            return Assertion($"(?:{WordBefore}{NoWordAfter}|{NoWordBefore}{WordAfter})");
        if (cursor.Take("B"))
            return Assertion($"(?:{WordBefore}{WordAfter}|{NoWordBefore}{NoWordAfter})");
        if (cursor.Current is >= '1' and <= '9')
            return Backreference(int.TryParse(cursor.TakeDigits(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null);
        if (cursor.Take("k"))
            return Backreference(groups.Find(cursor.Take("<") ? cursor.TakeUntil('>', "\\k<") : string.Empty));
        return Literal(cursor.TakeCharacterEscape());
    }

    // ECMA-262 lets a reference to a group that has not matched match nothing; .NET lets it fail.
    private bool Backreference(int? number) => number <= groups.Total
        ? Atom(string.Create(CultureInfo.InvariantCulture, $@"(?:(?({number})\k<{number}>))"))
        : throw cursor.Fault("refers to a group that does not exist; add it, or remove the reference");

    private bool Open()
    {
        string? assertion = Assertions.FirstOrDefault(cursor.Take);
        open.Push(assertion is null);
        if (assertion is not null)
            return Assertion($"({assertion}");
        if (cursor.Take("?:"))
            return Assertion("(?:");
        if (cursor.Take("?<"))
            cursor.TakeUntil('>', "a group name");
        else if (cursor.Current == '?')
            throw cursor.Fault("has a group that is not supported; allowed: (…), (?:…), (?<name>…), (?=…), (?!…), (?<=…), (?<!…)");
        captures++;
        return Assertion(groups.IsReferred ? string.Create(CultureInfo.InvariantCulture, $"(?<{captures}>") : "(?:");
    }

    private bool Close()
    {
        if (!open.TryPop(out bool mayRepeat))
            throw cursor.Fault("has a ')' without '('; remove it, or write \\) to match a bracket", -1);
        units = null;
        output.Append(')');
        return mayRepeat;
    }

    private bool Quantifier()
    {
        if (!repeatable)
            throw cursor.Fault($"has a '{cursor.Current}' with nothing to repeat before it; write \\{cursor.Current} to match it");
        if (cursor.Take("{"))
            output.Append('{').Append(Range(cursor.TakeUntil('}', "a '{'"))).Append('}');
        else
            Repeat(cursor.TakeCodePoint());
        if (cursor.Take("?"))
            output.Append('?');
        return false;
    }

    private void Repeat(int sign)
    {
        if (units is null || sign == '?')
        {
            output.Append((char)sign);
            return;
        }

        if (sign == '*')
            output.Length = atomStart;
        output.Append(units).Append('*'); // X+ is X and then units
    }

    private string Range(string text)
    {
        string[] bounds = text.Split(',');
        bool legal = bounds.Length <= 2 && bounds[0].Length > 0 && bounds.All(bound => bound.All(char.IsAsciiDigit));
        return legal ? text : throw cursor.Fault($"has '{{{text}}}', which is no count; write {{2}}, {{2,}} or {{2,5}}, or \\{{ to match a brace");
    }
}
