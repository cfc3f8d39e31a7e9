using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SynthTrain.Core.Configuration;

/// <summary>Reads a YAML file to its root mapping.</summary>
public static class YamlFile
{
    /// <summary>Loads one document.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print.</param>
    /// <param name="code">The code of faults in the file's content.</param>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/>, <see cref="Codes.NotUtf8"/>, <see cref="Codes.BadYaml"/> or <paramref name="code"/>.</exception>
    public static YamlMap Load(IFileSystem files, string path, string display, string code = Codes.BadYaml) => Parse(TextFile.Read(files, path, display), display, code);

    /// <summary>Reads one document.</summary>
    /// <param name="text">The document.</param>
    /// <param name="display">The name that errors print.</param>
    /// <param name="code">The code of faults in the content.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadYaml"/> or <paramref name="code"/>.</exception>
    public static YamlMap Parse(string text, string display, string code = Codes.BadYaml)
    {
        var stream = new YamlStream();
        List<Diagnostic> faults = [];
        var parser = new GuardedParser(new Parser(new StringReader(text)), display, code, faults);
        try
        {
            stream.Load(parser);
        }
        catch (YamlException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.BadYaml, $"The YAML cannot be read: {e.InnerException?.Message ?? e.Message}", display, (int)e.Start.Line, (int)e.Start.Column), e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            // The scanner gives up so on a line break inside brackets that are not closed, and on a key that cannot stand where it does: what was read last is the nearest place.
            throw new SynthException(Diagnostic.Error(Codes.BadYaml, "The YAML cannot be read: a value is not complete; look for a bracket or quote that is not closed, or a line that is indented too far or too little.", display, (int)(parser.Current?.Start.Line ?? 1), (int)(parser.Current?.Start.Column ?? 1)), e);
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new SynthException(code, "The file must be a YAML mapping.", display, 1, 1);
        return new YamlMap(root, display, "", code, faults);
    }
}
