using SynthTrain.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SynthTrain.Core.Configuration;

/// <summary>Lets through what can be loaded and read to an end: aliases that lead back to what they stand in are cut and told, and depth and size are bounded.</summary>
/// <param name="inner">Reads the text.</param>
/// <param name="display">The file, as errors print it.</param>
/// <param name="code">The code of faults.</param>
/// <param name="faults">Given one fault a cycle.</param>
internal sealed class GuardedParser(IParser inner, string display, string code, List<Diagnostic> faults) : IParser
{
    /// <summary>Lists and mappings inside one another: the loader calls itself for each.</summary>
    public const int MostDepth = 64;

    /// <summary>Values in a file, those behind each alias counted again.</summary>
    public const int MostNodes = 1_000_000;

    private readonly Stack<GuardedNode> _open = [];
    private readonly Dictionary<string, GuardedNode> _anchors = new(StringComparer.Ordinal);
    private int _documents;

    /// <summary>The tag of the empty value that stands where an alias was cut.</summary>
    public static TagName Cut { get; } = new("tag:synthtrain:cycle");

    public ParsingEvent? Current { get; private set; }

    public bool MoveNext()
    {
        var moved = inner.MoveNext();
        Current = moved ? Guard(inner.Current!) : null;
        return moved;
    }

    private ParsingEvent Guard(ParsingEvent next)
    {
        switch (next)
        {
            case DocumentStart when _documents++ > 0:
                throw Fault("The file holds more than one document; remove what begins with this '---', or put it in a file of its own.", next);
            case AnchorAlias alias:
                return Follow(alias);
            case Scalar scalar:
                Open(scalar, isMapping: false);
                Close(next);
                break;
            case NodeEvent node:
                Open(node, node is MappingStart);
                break;
            case MappingEnd or SequenceEnd:
                Close(next);
                break;
        }

        return next;
    }

    private void Open(NodeEvent node, bool isMapping)
    {
        BeginChild(node, node is Scalar);
        if (_open.Count >= MostDepth)
            throw Fault($"More than {MostDepth} lists and mappings stand inside one another here; write it flatter.", node);
        var opened = new GuardedNode(node.Anchor.IsEmpty ? "" : node.Anchor.Value, isMapping, node is Scalar, (int)node.Start.Line);
        _open.Push(opened);
        if (opened.Anchor.Length > 0)
            _anchors[opened.Anchor] = opened;
    }

    private void Close(ParsingEvent at)
    {
        var closed = _open.Pop();
        closed.IsOpen = false;
        Count(closed.Nodes, at);
    }

    private ParsingEvent Follow(AnchorAlias alias)
    {
        // One that is not there is the loader's to tell.
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
            return alias;
        BeginChild(alias, target.IsScalar);
        if (!target.IsOpen)
        {
            Count(target.Nodes, alias);
            return alias;
        }

        var chain = _open.Reverse().SkipWhile(node => node != target).Where(node => node.Anchor.Length > 0).Select(node => node.Anchor).Append(target.Anchor);
        faults.Add(Fault($"'*{target.Anchor}' stands inside '&{target.Anchor}', which begins on line {target.Line}, so that it would hold itself without end ({string.Join(" -> ", chain)}); write out what is meant here.", alias).Diagnostics[0]);
        Count(1, alias);
        return new Scalar(AnchorName.Empty, Cut, "", ScalarStyle.Plain, isPlainImplicit: false, isQuotedImplicit: false, alias.Start, alias.End);
    }

    /// <summary>Keys and values of a mapping take turns; what is no text cannot be a key, as nobody could ask for it.</summary>
    private void BeginChild(ParsingEvent child, bool isScalar)
    {
        if (!_open.TryPeek(out var parent) || !parent.IsMapping)
            return;
        parent.ExpectsKey = !parent.ExpectsKey;
        if (!parent.ExpectsKey && !isScalar)
            throw Fault("A key must be a text, not a list or a mapping.", child);
    }

    private void Count(int nodes, ParsingEvent at)
    {
        if (_open.TryPeek(out var parent) && (parent.Nodes += nodes) > MostNodes)
            throw Fault($"The file holds more than {MostNodes} values when each alias is followed; write it with fewer aliases, or divide it.", at);
    }

    private SynthException Fault(string message, ParsingEvent at) => new(code, message, display, (int)at.Start.Line, (int)at.Start.Column);
}
