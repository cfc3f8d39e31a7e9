namespace SynthTrain.Core.JsonSchema;

/// <summary>Reads a character class, <c>[…]</c>, after its opening bracket.</summary>
internal static class EcmaClassReader
{
    public static CodePointSet Read(EcmaPatternCursor cursor)
    {
        bool negated = cursor.Take("^");
        List<(int First, int Last)> ranges = [];
        while (!cursor.Take("]"))
        {
            if (cursor.AtEnd)
                throw cursor.Fault("has a '[' without ']'; close the class, or write \\[ to match a bracket");
            CodePointSet first = ReadAtom(cursor, out int from);
            if (cursor.Current != '-' || !TryTakeDash(cursor))
            {
                ranges.AddRange(first.Ranges);
                continue;
            }

            ReadAtom(cursor, out int to);
            if (from < 0 || to < 0)
                throw cursor.Fault("has a range with a set as its end, as in [\\d-z]; write \\- to match a dash");
            if (from > to)
                throw cursor.Fault("has a range in reverse order; put the lower character first");
            ranges.Add((from, to));
        }

        CodePointSet set = CodePointSet.Of(ranges);
        return negated ? set.Complement() : set;
    }

    // A dash before the closing bracket is a dash.
    private static bool TryTakeDash(EcmaPatternCursor cursor)
    {
        if (cursor.Take("-]"))
        {
            cursor.At -= 2;
            return false;
        }

        return cursor.Take("-");
    }

    private static CodePointSet ReadAtom(EcmaPatternCursor cursor, out int codePoint)
    {
        codePoint = -1;
        if (cursor.AtEnd)
            throw cursor.Fault("has a '[' without ']'; close the class, or write \\[ to match a bracket");
        if (cursor.Take("\\"))
        {
            if (cursor.TakeSetEscape() is { } set)
                return set;
            codePoint = cursor.Take("b") ? '\b' : cursor.TakeCharacterEscape();
        }
        else
        {
            codePoint = cursor.TakeCodePoint();
        }

        return CodePointSet.Of([(codePoint, codePoint)]);
    }
}
