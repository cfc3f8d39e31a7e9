using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Templates;

internal sealed partial class Lexer
{
    private static readonly string[] s_long = ["**", "//", "==", "!=", ">=", "<="];
    private const string Short = "+-/*%~[](){}><=.:|,;";

    private void Inside(bool block)
    {
        _open.Clear();
        while (_at < _source.Length)
        {
            if (_open.Count == 0 && TagEnds(block))
                return;
            var c = _source[_at];
            if (Text.IsSpace(c))
                Space();
            else if (char.IsAsciiDigit(c))
                Number();
            else if (c == '_' || char.IsLetter(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber)
                Name();
            else if (c is '\'' or '"')
                Quoted(c);
            else
                Operator();
        }
    }

    private bool TagEnds(bool block)
    {
        var end = block ? "%}" : "}}";
        var sign = _source[_at] is '-' or '+' ? _source[_at] : ' ';
        if (sign == '+' && !block)
            return false;
        var at = _at + (sign == ' ' ? 0 : 1);
        if (string.CompareOrdinal(_source, at, end, 0, 2) != 0)
            return false;
        Emit(block ? TokenKind.BlockEnd : TokenKind.VariableEnd, string.Empty);
        End(at + 2, sign, trim: block);
        return true;
    }

    private void Space()
    {
        if (_source[_at++] == '\n')
            _line++;
    }

    private void Name()
    {
        var start = _at;
        while (_at < _source.Length && (_source[_at] == '_' || char.IsLetterOrDigit(_source[_at]) || char.IsSurrogate(_source[_at])
            || CharUnicodeInfo.GetUnicodeCategory(_source[_at]) is UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            _at++;
        var name = _source[start.._at];
        if (!IsIdentifier(name))
            throw Raise.Syntax("Invalid character in identifier", _line);
        Emit(TokenKind.Name, string.Intern(name));
    }

    internal static bool IsIdentifier(string name)
    {
        var first = true;
        foreach (var rune in name.EnumerateRunes())
        {
            var good = rune.Value == '_' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
                || (!first && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation);
            if (!good)
                return false;
            first = false;
        }

        return !first;
    }

    private void Quoted(char quote)
    {
        var end = _at + 1;
        while (end < _source.Length && _source[end] != quote)
            end += _source[end] == '\\' ? 2 : 1;
        if (end >= _source.Length)
            throw Raise.Syntax($"unexpected char {Py.ReprText(quote.ToString())} at {_at.ToString(CultureInfo.InvariantCulture)}", _line);
        Emit(TokenKind.Text, Escapes.Read(_source[(_at + 1)..end], _line));
        Count(_at, end + 1);
        _at = end + 1;
    }

    private void Operator()
    {
        var text = s_long.FirstOrDefault(op => string.CompareOrdinal(_source, _at, op, 0, 2) == 0) ?? _source[_at].ToString();
        if (text.Length == 1 && !Short.Contains(text[0], StringComparison.Ordinal))
            throw Raise.Syntax($"unexpected char {Py.ReprText(text)} at {_at.ToString(CultureInfo.InvariantCulture)}", _line);
        if (text[0] is '(' or '[' or '{')
            _open.Push(text[0] switch { '(' => ')', '[' => ']', _ => '}' });
        else if (text[0] is ')' or ']' or '}')
            Balance(text[0]);
        Emit(TokenKind.Operator, text);
        _at += text.Length;
    }

    private void Balance(char close)
    {
        if (_open.Count == 0)
            throw Raise.Syntax($"unexpected '{close}'", _line);
        var expected = _open.Pop();
        if (expected != close)
            throw Raise.Syntax($"unexpected '{close}', expected '{expected}'", _line);
    }

    private void Number()
    {
        var match = NumberText.Match(_source, _at, out var isFloat);
        Emit(isFloat ? TokenKind.Float : TokenKind.Integer, match.Replace("_", string.Empty, StringComparison.Ordinal));
        _at += match.Length;
    }
}
