using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Prompts;

/// <summary>A prompt with slots <c>{name}</c>. A brace that is none is written twice: <c>{{</c>, <c>}}</c>.</summary>
public sealed class PromptTemplate
{
    private readonly IReadOnlyList<(string Text, bool IsSlot)> _parts;

    private PromptTemplate(string source, IReadOnlyList<(string Text, bool IsSlot)> parts) => (Source, _parts) = (source, parts);

    /// <summary>The template's text as the file has it; part of row keys.</summary>
    public string Source { get; }

    /// <summary>The slots it uses, each once, in order of first use.</summary>
    public IReadOnlyList<string> Slots => [.. _parts.Where(part => part.IsSlot).Select(part => part.Text).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads a template file and checks its slots.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print.</param>
    /// <param name="known">Slots that the caller fills.</param>
    /// <param name="required">Slots that must be there.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadPromptTemplate"/> with every fault's line and column, or the faults of reading.</exception>
    public static PromptTemplate Load(IFileSystem files, string path, string display, IReadOnlyCollection<string> known, IReadOnlyCollection<string> required) =>
        Parse(TextFile.Read(files, path, display), display, known, required);

    /// <summary>Parses a template.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadPromptTemplate"/>.</exception>
    public static PromptTemplate Parse(string source, string display, IReadOnlyCollection<string> known, IReadOnlyCollection<string> required)
    {
        var parts = new List<(string, bool)>();
        var faults = new List<Diagnostic>();
        var text = new StringBuilder();
        for (var at = 0; at < source.Length; at++)
        {
            var c = source[at];
            if (c is '{' or '}' && at + 1 < source.Length && source[at + 1] == c)
            {
                text.Append(c);
                at++;
            }
            else if (c == '{' && source.IndexOf('}', at) is var end and > 0 && source.AsSpan(at + 1, end - at - 1).IndexOfAny('{', '\n') < 0)
            {
                parts.Add((text.ToString(), false));
                text.Clear();
                var slot = source[(at + 1)..end];
                if (!known.Contains(slot))
                    faults.Add(At(source, at, display, $"Slot '{{{slot}}}' is not known here; known are {Braced(known)}. A brace that is no slot is written twice."));
                parts.Add((slot, true));
                at = end;
            }
            else if (c is '{' or '}')
            {
                faults.Add(At(source, at, display, $"A single '{c}' opens or closes no slot; write it twice where it is meant as text."));
            }
            else
            {
                text.Append(c);
            }
        }

        parts.Add((text.ToString(), false));
        var template = new PromptTemplate(source, parts);
        foreach (var missing in required.Except(template.Slots, StringComparer.Ordinal))
            faults.Add(At(source, 0, display, $"Slot '{{{missing}}}' is missing; the prompt must contain it."));
        return faults.Count == 0 ? template : throw new SynthException(faults);
    }

    /// <summary>Fills the slots; every slot has a value.</summary>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder();
        foreach (var (text, isSlot) in _parts)
            filled.Append(isSlot ? values[text] : text);
        return filled.ToString();
    }

    private static string Braced(IEnumerable<string> slots) => string.Join(", ", slots.Select(slot => $"{{{slot}}}"));

    private static Diagnostic At(string source, int at, string display, string message)
    {
        var before = source.AsSpan(0, at);
        return Diagnostic.Error(Codes.BadPromptTemplate, message, display, before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }
}
