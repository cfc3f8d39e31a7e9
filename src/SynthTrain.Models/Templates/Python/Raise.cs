namespace SynthTrain.Models.Templates;

/// <summary>The errors that templates meet, by their Python names.</summary>
internal static class Raise
{
    public static TemplateError Type(string message) => new("TypeError", message);

    public static TemplateError Value(string message) => new("ValueError", message);

    public static TemplateError Overflow(string message) => new("OverflowError", message);

    public static TemplateError ZeroDivision(string message) => new("ZeroDivisionError", message);

    public static TemplateError Undefined(string message) => new("UndefinedError", message);

    public static TemplateError Security(string message) => new("SecurityError", message);

    public static TemplateError Runtime(string message) => new("TemplateRuntimeError", message);

    public static TemplateError FilterArgument(string message) => new("FilterArgumentError", message);

    public static TemplateError Key(string message) => new("KeyError", message);

    public static TemplateError Index(string message) => new("IndexError", message);

    public static TemplateError Attribute(string message) => new("AttributeError", message);

    public static TemplateError Assertion(string message) => new("AssertionError", message);

    public static TemplateError Recursion() => new("RecursionError", "maximum recursion depth exceeded: the template calls itself without end");

    public static TemplateError Limit(string message) => new("LimitError", message);

    public static TemplateError Syntax(string message, int line) => new("TemplateSyntaxError", message, line);

    public static TemplateError Compile(string message, int line) => new("TemplateAssertionError", message, line);
}
