using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Secrets;

/// <summary>A <c>.env</c> file: one <c>NAME=value</c> a line, <c>export</c> before it allowed, quotes around the value allowed, <c>#</c> begins a comment. Nothing is interpolated.</summary>
/// <remarks>In double quotes a backslash stands before <c>"</c>, <c>\</c>, <c>n</c>, <c>r</c> and <c>t</c>; in single quotes every character is itself. A name given twice has its last value.</remarks>
internal static class DotEnv
{
    private const string Export = "export ";

    /// <summary>Variables of a file; none when there is no file.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/> with the lines that are none; what they hold is not told, for it may be a key.</exception>
    public static IReadOnlyDictionary<string, string> Load(IFileSystem files, string path, string display)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (files.Stat(path) is null)
            return variables;
        var faults = new List<Diagnostic>();
        var number = 0;
        foreach (var line in TextFile.Read(files, path, display).Split('\n'))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (Parse(text) is { } pair)
                variables[pair.Name] = pair.Value;
            else
                faults.Add(Diagnostic.Error(Codes.BadTeacher, "The line is not NAME=value; a name has letters, digits and '_', a value that begins with a quote ends with it, and a comment begins with '#'.", display, number));
        }

        return faults.Count == 0 ? variables : throw new SynthException(faults);
    }

    private static (string Name, string Value)? Parse(string text)
    {
        if (text.StartsWith(Export, StringComparison.Ordinal))
            text = text[Export.Length..].TrimStart();
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return null;
        var name = text[..equals].TrimEnd();
        var isName = !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        return isName && Value(text[(equals + 1)..].TrimStart()) is { } value ? (name, value) : null;
    }

    private static string? Value(string text)
    {
        if (text.Length > 0 && text[0] is '"' or '\'')
            return Quoted(text);
        // A '#' within a word is part of it, as in a key.
        var comment = text.StartsWith('#') ? 0 : text.AsSpan().IndexOf(" #", StringComparison.Ordinal);
        return (comment < 0 ? text : text[..comment]).TrimEnd();
    }

    private static string? Quoted(string text)
    {
        var quote = text[0];
        var value = new System.Text.StringBuilder();
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == quote)
                return IsComment(text.AsSpan(at + 1)) ? value.ToString() : null;
            var escaped = text[at] == '\\' && quote == '"' && at + 1 < text.Length ? Escaped(text[at + 1]) : null;
            value.Append(escaped ?? text[at]);
            at += escaped is null ? 0 : 1;
        }

        return null;
    }

    private static bool IsComment(ReadOnlySpan<char> rest) => rest.TrimStart() is var left && (left.IsEmpty || left[0] == '#');

    private static char? Escaped(char letter) => letter switch
    {
        '"' or '\\' => letter,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => null,
    };
}
