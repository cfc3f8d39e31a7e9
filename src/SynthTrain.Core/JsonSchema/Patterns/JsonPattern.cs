using System.Text.Json;
using System.Text.RegularExpressions;

namespace SynthTrain.Core.JsonSchema;

/// <summary>A <c>pattern</c>: an ECMA-262 regular expression with Unicode semantics, found anywhere in the text.</summary>
/// <remarks>
/// Translated, as <see cref="RegexOptions.ECMAScript"/> will not do: it makes <c>\s</c> ASCII only, knows no <c>\p</c> and no
/// lookbehind, and leaves <c>$</c> before a last line feed and surrogate pairs split.
/// </remarks>
internal sealed class JsonPattern
{
    /// <summary>For patterns that need backtracking alone; long, so that a busy machine does not turn a good row into a bad one.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly string keyword;
    private readonly Regex regex;

    public JsonPattern(string keyword, string pattern)
    {
        this.keyword = keyword;
        Text = pattern;
        try
        {
            regex = Create(new EcmaPatternTranslator(pattern).Translate());
        }
        catch (ArgumentException exception)
        {
            throw new EcmaPatternException($"is not usable: {exception.Message}", exception);
        }
    }

    public string Text { get; }

    // Matching in linear time needs no clock. What it cannot do (lookaround, backreferences) is compiled and watched.
    private static Regex Create(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled, Timeout);
        }
    }

    public bool IsMatch(EvaluationRun run, ReadOnlySpan<char> text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw EvaluationAbortedException.TooSlow(run.Path, keyword, Text);
        }
    }

    public bool IsMatch(EvaluationRun run, JsonProperty property)
    {
        using JsonText name = JsonText.Of(property, stackalloc char[JsonText.ScratchLength]);
        return IsMatch(run, name.Chars);
    }
}
