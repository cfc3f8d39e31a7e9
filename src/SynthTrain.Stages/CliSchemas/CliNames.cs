using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>Names that must differ; a second one is told with the line of the first.</summary>
/// <param name="where">What they are names in, as messages say it.</param>
internal sealed class CliNames(string where)
{
    private readonly Dictionary<string, (string Kind, int Line)> _first = new(StringComparer.Ordinal);

    /// <summary>Reads a name.</summary>
    /// <param name="map">What is named.</param>
    /// <param name="key">The key of its name.</param>
    /// <param name="kind">What it is, as messages say it.</param>
    public string Read(YamlMap map, string key, string kind)
    {
        var name = CliText.Name(map, key);
        var line = map.Position(key).Line;
        if (name.Length > 0 && !_first.TryAdd(name, (kind, line)))
            map.Fault(key, Twice(name, kind, line));
        return name;
    }

    /// <summary>Reads a letter that stands for a name.</summary>
    public string? Letter(YamlMap map, string key)
    {
        var letter = CliText.Optional(map, key);
        if (!map.IsText(key))
            return null;
        if (letter.Length != 1 || !char.IsAsciiLetterOrDigit(letter[0]))
        {
            map.Fault(key, $"'{map.Named(key)}' is '{CliText.Shown(letter)}'; allowed is one letter or digit, without a dash. Leave it out where there is none.");
            return null;
        }

        var line = map.Position(key).Line;
        if (!_first.TryAdd(letter, ("letter", line)))
            map.Fault(key, Twice(letter, "letter", line));
        return letter;
    }

    private string Twice(string name, string kind, int line)
    {
        var (other, at) = _first[name];
        var place = at == line ? "on the same line" : $"on line {at}";
        return other == kind
            ? $"'{name}' stands twice in {where}; the first is {place}. Give each {kind} a name of its own."
            : $"'{name}' is {Article(kind)} here and {Article(other)} {place}, both in {where}; answers could not tell them apart. Give one another name.";
    }

    private static string Article(string kind) => kind[0] is 'a' ? $"an {kind}" : $"a {kind}";
}
