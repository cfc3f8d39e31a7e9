namespace SynthTrain.Models.Templates;

/// <summary>The tokens that are still to be read.</summary>
internal sealed class TokenStream(List<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    public Token Look => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Next()
    {
        var token = tokens[_at];
        if (_at < tokens.Count - 1)
            _at++;
        return token;
    }

    public bool Skip(string op)
    {
        if (!Current.Is(op))
            return false;
        Next();
        return true;
    }

    public bool SkipName(string name)
    {
        if (!Current.IsName(name))
            return false;
        Next();
        return true;
    }

    public Token Expect(TokenKind kind) => Current.Kind == kind ? Next() : throw Unexpected(new Token(kind, kind == TokenKind.Name ? "name" : string.Empty, 0).Describe());

    public void Expect(string op)
    {
        if (!Skip(op))
            throw Unexpected(op);
    }

    public void ExpectName(string name)
    {
        if (!SkipName(name))
            throw Unexpected(name);
    }

    private TemplateError Unexpected(string expected) => Current.Kind == TokenKind.End
        ? Raise.Syntax($"unexpected end of template, expected '{expected}'.", Current.Line)
        : Raise.Syntax($"expected token '{expected}', got '{Current.Describe()}'", Current.Line);
}
