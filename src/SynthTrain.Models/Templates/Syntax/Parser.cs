using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Templates;

/// <summary>Makes statements of tokens, with the grammar of Jinja 3.1 (<c>jinja2/parser.py</c>, read, not copied) and the tags of transformers' environment.</summary>
internal sealed partial class Parser
{
    private readonly TokenStream _stream;
    private readonly Stack<string> _open = new();
    private readonly Stack<string[]> _ends = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _loops;
    private bool _soft;

    private Parser(string source) => _stream = new(Lexer.Read(source));

    public static Stmt[] Parse(string source)
    {
        var parser = new Parser(source);
        return parser.Body();
    }

    private Token Current => _stream.Current;

    /// <summary>Statements up to one of the tags given; to the end of the template when none is.</summary>
    private Stmt[] Body(params string[] ends)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Syntax("the template is nested too deeply", Current.Line);
        var body = new List<Stmt>();
        _ends.Push(ends);
        while (Current.Kind != TokenKind.End)
        {
            var token = _stream.Next();
            if (token.Kind == TokenKind.Data)
            {
                body.Add(new DataText(token.Text, token.Line));
            }
            else if (token.Kind == TokenKind.VariableBegin)
            {
                body.Add(new Print(Tuple(), token.Line));
                _stream.Expect(TokenKind.VariableEnd);
            }
            else if (ends.Any(Current.IsName))
            {
                _ends.Pop();
                return [.. body];
            }
            else
            {
                body.Add(Statement());
                _stream.Expect(TokenKind.BlockEnd);
            }
        }

        _ends.Pop();
        return ends.Length == 0 ? [.. body] : throw Raise.Syntax($"Unexpected end of template.{Wanted(ends)}", Current.Line);
    }

    /// <summary>The statements of a tag: its end, its body, and the tag that ends it where that is to be read too.</summary>
    private Stmt[] Inner(bool drop, params string[] ends)
    {
        _stream.Skip(":");
        _stream.Expect(TokenKind.BlockEnd);
        var body = Body(ends);
        if (drop)
            _stream.Next();
        return body;
    }

    private string Wanted(string[] ends)
    {
        var text = $" Jinja was looking for the following tags: {string.Join(" or ", ends.Select(e => $"'{e}'"))}.";
        return _open.Count == 0 ? text : $"{text} The innermost block that needs to be closed is '{_open.Peek()}'.";
    }

    private Stmt Statement()
    {
        var token = Current;
        if (token.Kind != TokenKind.Name)
            throw Raise.Syntax("tag name expected", token.Line);
        _open.Push(token.Text);
        _stream.Next();
        var statement = Tag(token);
        CheckFilters(0);
        _open.Pop();
        return statement;
    }

    private Stmt Tag(Token tag) => tag.Text switch
    {
        "if" => IfStatement(tag.Line),
        "for" => ForStatement(tag.Line),
        "set" => SetStatement(tag.Line),
        "macro" => MacroTag(tag.Line),
        "call" => CallTag(tag.Line),
        "filter" => FilterTag(tag.Line),
        "with" => WithStatement(tag.Line),
        "generation" => new Generation(Function(() => Inner(true, "endgeneration")), tag.Line),
        "print" => new Print(Tuple(), tag.Line),
        "break" => JumpTag(Flow.Break, tag),
        "continue" => JumpTag(Flow.Continue, tag),
        "include" or "import" or "from" or "extends" => IncludeTag(tag.Line),
        "block" or "autoescape" => throw Raise.Syntax($"the tag '{tag.Text}' is not supported in chat templates here", tag.Line),
        _ => throw Unknown(tag),
    };

    private TemplateError Unknown(Token tag)
    {
        _open.Pop();
        var ends = _ends.Count > 0 ? _ends.Peek() : [];
        return Raise.Syntax($"Encountered unknown tag '{tag.Text}'.{(ends.Length == 0 ? string.Empty : Wanted(ends))}", tag.Line);
    }

    private Jump JumpTag(Flow flow, Token tag) => _loops > 0
        ? new Jump(flow, tag.Line)
        : throw new TemplateError("SyntaxError", flow == Flow.Break ? "'break' outside loop" : "'continue' not properly in loop", tag.Line);

    private Include IncludeTag(int line)
    {
        while (Current.Kind is not (TokenKind.BlockEnd or TokenKind.End))
            _stream.Next();
        return new Include(line);
    }

    /// <summary>A body that Python compiles to a function of its own: a loop outside does not reach in.</summary>
    private T Function<T>(Func<T> parse)
    {
        var (loops, soft) = (_loops, _soft);
        (_loops, _soft) = (0, false);
        var result = parse();
        (_loops, _soft) = (loops, soft);
        return result;
    }

    /// <summary>A body where an unknown filter is an error only when it is reached.</summary>
    private T Soft<T>(Func<T> parse, bool soft = true)
    {
        var before = _soft;
        _soft = soft;
        var result = parse();
        _soft = before;
        return result;
    }
}
