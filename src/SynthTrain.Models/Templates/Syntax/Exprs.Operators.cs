using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Arithmetic.</summary>
internal sealed class Binary(string op, Expr left, Expr right, int line) : Expr(line)
{
    public override object? Eval(Scope scope)
    {
        var (a, b) = (Part(left, scope), Part(right, scope));
        return op == "+" && a is string x && b is string y && x.Length + y.Length < 4096 ? string.Concat(x, y) : Py.Operate(op, a, b);
    }
}

/// <summary>Unary minus and plus.</summary>
internal sealed class Signed(bool minus, Expr value, int line) : Expr(line)
{
    public override object? Eval(Scope scope) => Py.Sign(Part(value, scope), minus);
}

/// <summary><c>and</c>, <c>or</c>.</summary>
internal sealed class Logic(bool isAnd, Expr left, Expr right, int line) : Expr(line)
{
    public override object? Eval(Scope scope)
    {
        var first = Part(left, scope);
        return Py.Truth(first) == isAnd ? Part(right, scope) : first;
    }
}

/// <summary><c>not</c>.</summary>
internal sealed class Not(Expr value, int line) : Expr(line)
{
    public override object? Eval(Scope scope) => Py.Box(!Py.Truth(Part(value, scope)));
}

/// <summary><c>a ~ b ~ c</c>: never HTML, since nothing is escaped by itself.</summary>
internal sealed class Concat(Expr[] parts, int line) : Expr(line)
{
    public override object? Eval(Scope scope)
    {
        var to = new StringBuilder();
        foreach (var part in parts)
        {
            to.Append(Py.Str(Part(part, scope)));
            RenderState.CheckLength(to.Length);
        }

        return to.ToString();
    }
}

/// <summary>A chain of comparisons.</summary>
internal sealed class Comparison(Expr first, (string Op, Expr Value)[] rest, int line) : Expr(line)
{
    public override object? Eval(Scope scope)
    {
        var left = Part(first, scope);
        foreach (var (op, value) in rest)
        {
            var right = Part(value, scope);
            if (!Holds(op, left, right))
                return Py.False;
            left = right;
        }

        return Py.True;
    }

    private static bool Holds(string op, object? a, object? b) => op switch
    {
        "==" => Py.Equal(a, b),
        "!=" => !Py.Equal(a, b),
        "in" => Py.Contains(b, a),
        "not in" => !Py.Contains(b, a),
        _ => Py.Order(op, a, b),
    };
}

/// <summary><c>a if b else c</c>.</summary>
internal sealed class Conditional(Expr test, Expr then, Expr? otherwise, int line) : Expr(line)
{
    public override object? Eval(Scope scope) => Py.Truth(Part(test, scope))
        ? Part(then, scope)
        : otherwise is null ? PyUndefined.Because($"the inline if-expression on line {Line} evaluated to false and no else section was defined.") : Part(otherwise, scope);
}
