using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Preferences;

/// <summary>The prompts of the project's file, marked where they may not be asked.</summary>
/// <remarks>The mark is part of the row, and so of its key: when a data set changes, the rows that it touches are made anew and no others.</remarks>
internal sealed class PromptRows(StageContext context)
{
    /// <summary>The field of the mark: <c>reason: where</c>.</summary>
    public const string Mark = "synth_skip";

    /// <summary>Rows that <see cref="Read"/> left out because the limit was reached.</summary>
    public int Beyond { get; private set; }

    /// <summary>All rows up to the limit; rows that are not asked do not count.</summary>
    /// <param name="limit">The most to ask; 0 = all.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadRow"/> for a row that asks nothing.</exception>
    public List<SourceRow> Read(int limit)
    {
        var known = Excluded();
        var path = context.Input("prompts");
        var display = context.Display(path);
        var (rows, asked) = (new List<SourceRow>(), 0);
        foreach (var line in JsonlReader.Read(context.Files, path, display))
        {
            if (limit > 0 && asked == limit)
            {
                Beyond++;
                continue;
            }

            var key = PromptRow.Key(line.Json)
                ?? throw new SynthException(Codes.BadRow, PromptRow.Fault(line.Json) ?? "The row asks nothing; allowed is a text 'prompt' or 'input', or a list 'prompt' or 'messages' of messages {role, content} with a user's text.", display, line.Line, 1);
            var id = RowText.Get(line.Json, "id") is { Length: > 0 } given ? given : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line-{line.Line}");
            var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{display}({line.Line})");
            if (known.TryAdd(key, $"{PreferenceReasons.Repeated}: {place}"))
            {
                asked++;
                rows.Add(new SourceRow(id, line.Json, path, line.Line));
            }
            else
            {
                rows.Add(new SourceRow(id, Marked(line.Json, known[key]), path, line.Line));
            }
        }

        return rows;
    }

    /// <summary>Why a row is not asked, and where its prompt stands; null when it is asked.</summary>
    public static (string Reason, string Place)? Skipped(JsonElement row) =>
        RowText.Get(row, Mark) is { Length: > 0 } mark && mark.Split(": ", 2) is [var reason, var place] ? (reason, place) : null;

    private Dictionary<UInt128, string> Excluded()
    {
        var known = new Dictionary<UInt128, string>();
        foreach (var path in context.Inputs("exclude"))
        {
            var (display, unread, texts) = (context.Display(path), 0, 0);
            foreach (var line in JsonlReader.Read(context.Files, path, display))
            {
                var keys = PromptRow.Keys(line.Json, out var whole);
                foreach (var key in keys)
                    known.TryAdd(key, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{PreferenceReasons.Excluded}: {display}({line.Line})"));
                (unread, texts) = (unread + (keys.Count == 0 ? 1 : 0), texts + (whole ? 1 : 0));
            }

            if (unread > 0)
                context.Diagnostics.Report(Diagnostic.Warning(Codes.BadRow, $"{unread} rows of '{display}' have no prompt that preferences could be kept apart from; known are 'prompt', 'input', 'messages', 'conversations' and 'text'.", display));
            if (texts > 0)
                context.Diagnostics.Report(Diagnostic.Warning(Codes.BadRow, $"{texts} rows of '{display}' are texts of which nothing says where the prompt ends; only a prompt equal to the whole text is kept apart from them. Use 'prompt' and 'completion', or 'messages'.", display));
        }

        return known;
    }

    private static JsonElement Marked(JsonElement row, string mark)
    {
        var marked = JsonNode.Parse(row.GetRawText())!.AsObject();
        marked[Mark] = mark;
        return JsonElement.Parse(JsonText.ToUtf8(marked).Span);
    }
}
