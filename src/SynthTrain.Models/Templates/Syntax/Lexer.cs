using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Cuts a template into tokens as Jinja's lexer does with <c>trim_blocks</c> and <c>lstrip_blocks</c> (<c>jinja2/lexer.py</c>, read, not copied).</summary>
internal sealed partial class Lexer
{
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private readonly Stack<char> _open = new();
    private int _at;
    private int _line = 1;
    private bool _lineStarts = true;

    private Lexer(string source) => _source = Normalize(source);

    public static List<Token> Read(string source)
    {
        var lexer = new Lexer(source);
        lexer.Run();
        return lexer._tokens;
    }

    /// <summary>All kinds of line ends become one, and one at the end is dropped.</summary>
    private static string Normalize(string source)
    {
        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return text.EndsWith('\n') ? text[..^1] : text;
    }

    private void Run()
    {
        while (_at < _source.Length)
        {
            var tag = FindTag(_at);
            if (tag < 0)
            {
                Emit(TokenKind.Data, _source[_at..]);
                break;
            }

            var kind = _source[tag + 1];
            var raw = kind == '%' ? RawTag(tag) : 0;
            var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : ' ';
            if (sign == '+' && kind == '{')
                sign = ' ';
            Data(_source[_at..tag], sign, kind != '{');
            Count(_at, tag);
            _at = tag + 2 + (sign == ' ' ? 0 : 1);
            Tag(kind, raw);
        }

        _tokens.Add(new(TokenKind.End, string.Empty, _line));
    }

    private int FindTag(int from)
    {
        for (var at = _source.IndexOf('{', from); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '%' or '{' or '#')
                return at;
        }

        return -1;
    }

    /// <summary>The text before a tag, less what its sign or <c>lstrip_blocks</c> takes.</summary>
    private void Data(string text, char sign, bool canStrip)
    {
        if (sign == '-')
            text = Text.Strip(text, null, left: false);
        else if (sign != '+' && canStrip)
            text = StripIndent(text);
        if (text.Length > 0)
            _tokens.Add(new(TokenKind.Data, text, _line));
    }

    private string StripIndent(string text)
    {
        var start = text.LastIndexOf('\n') + 1;
        if (start == 0 && !_lineStarts)
            return text;
        for (var i = start; i < text.Length; i++)
        {
            if (!Text.IsSpace(text[i]))
                return text;
        }

        return text[..start];
    }

    private void Tag(char kind, int rawEnd)
    {
        switch (kind)
        {
            case '#':
                Comment();
                break;
            case '%' when rawEnd > 0:
                RawBlock(rawEnd);
                break;
            default:
                _tokens.Add(new(kind == '%' ? TokenKind.BlockBegin : TokenKind.VariableBegin, string.Empty, _line));
                Inside(kind == '%');
                break;
        }
    }

    private void Comment()
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
            throw Raise.Syntax("Missing end of comment tag", _line);
        var sign = end > _at ? _source[end - 1] : ' ';
        End(end + 2, sign, trim: true);
    }

    /// <summary>Goes behind the end of a tag, and takes what its sign or <c>trim_blocks</c> takes.</summary>
    private void End(int after, char sign, bool trim)
    {
        var next = after;
        if (sign == '-')
        {
            while (next < _source.Length && Text.IsSpace(_source[next]))
                next++;
        }
        else if (trim && sign != '+' && next < _source.Length && _source[next] == '\n')
        {
            next++;
        }

        Count(_at, next);
        _lineStarts = next > 0 && _source[next - 1] == '\n';
        _at = next;
    }

    /// <summary>The index behind <c>{% raw %}</c>, or 0 if the tag is another.</summary>
    private int RawTag(int tag)
    {
        var at = tag + 2;
        if (at < _source.Length && _source[at] is '-' or '+')
            at++;
        return Word(at, "raw") is var end && end > 0 && Close(end, out var after) != '+' ? after : 0;
    }

    private int Word(int at, string word)
    {
        while (at < _source.Length && Text.IsSpace(_source[at]))
            at++;
        if (string.CompareOrdinal(_source, at, word, 0, word.Length) != 0)
            return 0;
        at += word.Length;
        while (at < _source.Length && Text.IsSpace(_source[at]))
            at++;
        return at;
    }

    /// <summary>The sign of a block's end at this place, and the index behind the end; 0 if there is none.</summary>
    private char Close(int at, out int after)
    {
        after = 0;
        var sign = at < _source.Length && _source[at] is '-' or '+' ? _source[at++] : ' ';
        if (string.CompareOrdinal(_source, at, "%}", 0, 2) == 0)
            after = at + 2;
        return sign;
    }

    private void RawBlock(int start)
    {
        var sign = _source[start - 3];
        End(start, sign == '-' ? '-' : '+', trim: false);
        for (var at = _source.IndexOf("{%", _at, StringComparison.Ordinal); at >= 0; at = _source.IndexOf("{%", at + 1, StringComparison.Ordinal))
        {
            var mark = at + 2 < _source.Length && _source[at + 2] is '-' or '+' ? _source[at + 2] : ' ';
            var end = Word(at + (mark == ' ' ? 2 : 3), "endraw");
            if (end == 0 || Close(end, out var after) is var close && after == 0)
                continue;
            Data(_source[_at..at], mark, canStrip: true);
            End(after, close, trim: true);
            return;
        }

        throw Raise.Syntax("Missing end of raw directive", _line);
    }

    private void Emit(TokenKind kind, string text) => _tokens.Add(new(kind, text, _line));

    private void Count(int from, int to) => _line += _source.AsSpan(from, to - from).Count('\n');
}
