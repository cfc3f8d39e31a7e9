using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Training.Data;

/// <summary>Looks at data before a run: lengths, trained share, duplicates, validation rows that training has too, and one example with its mask.</summary>
public static class DatasetInspector
{
    private const int PreviewTokens = 400;

    /// <summary>Looks at tokenized data.</summary>
    /// <param name="train">What is trained on; not empty.</param>
    /// <param name="validation">What it is held against.</param>
    /// <param name="tokenizer">For the preview.</param>
    public static DatasetReport Inspect(SftDataset train, SftDataset? validation, ModelTokenizer tokenizer)
    {
        var lengths = train.Examples.Select(example => example.Ids.Length).Order().ToList();
        var seen = new HashSet<UInt128>();
        var duplicates = train.Examples.Count(example => !seen.Add(Hash(example)));
        return new()
        {
            Train = train.Counts,
            Validation = validation?.Counts,
            Lengths = Buckets(lengths),
            Tokens = lengths.Sum(length => (long)length),
            TrainedTokens = train.Examples.Sum(example => (long)example.TrainedCount),
            Length = (lengths[0], lengths[lengths.Count / 2], lengths[^1]),
            Duplicates = duplicates,
            Leaked = validation?.Examples.Count(example => seen.Contains(Hash(example))) ?? 0,
            Preview = Preview(train.Examples[0], tokenizer),
            PreviewSource = train.Examples[0].Source,
        };
    }

    /// <summary>The report as lines for the log.</summary>
    public static IReadOnlyList<string> Lines(DatasetReport report)
    {
        var lines = new List<string>
        {
            Text($"{report.Train.Examples} of {report.Train.Rows} rows are trained on: {report.Tokens} tokens, {report.TrainedTokens} of them learned ({report.TrainedShare:P1}); shortest {report.Length.Least}, middle {report.Length.Middle}, longest {report.Length.Most} tokens."),
            $"Lengths: {string.Join(", ", report.Lengths.Select(bucket => Text($"{bucket.From}–{bucket.To}: {bucket.Examples}")))}.",
        };
        AddCounts(lines, report.Train, "training");
        AddCounts(lines, report.Validation, "validation");
        if (report.Duplicates > 0)
            lines.Add(Text($"{report.Duplicates} training examples are equal to an earlier one."));
        if (report.Leaked > 0)
            lines.Add(Text($"{report.Leaked} validation examples are training examples too, so the validation loss is lower than it should be."));
        lines.Add($"{report.PreviewSource}, learned is what stands between ⟦ and ⟧: {report.Preview}");
        return lines;
    }

    private static void AddCounts(List<string> lines, DatasetCounts? counts, string name)
    {
        if (counts is null)
            return;
        if (counts.Dropped + counts.NothingLeft > 0)
            lines.Add(Text($"{counts.Dropped + counts.NothingLeft} {name} rows are too long and left out, {counts.NothingLeft} of them because nothing learned stood before the cut."));
        if (counts.Truncated > 0)
            lines.Add(Text($"{counts.Truncated} {name} rows are too long and cut off."));
        if (counts.Split > 0)
            lines.Add(Text($"{counts.Split} {name} rows are too long; {(name == "training" ? "packing splits them." : "they are not packed, so that 'data.overlong' decides on them.")}"));
        if (counts.Unlearned > 0 && name == "training")
            lines.Add(Text($"{counts.Unlearned} packed rows hold nothing that is learned, since packing split long rows, and are left out."));
        if (counts.WithSpecialTokens > 0)
            lines.Add(Text($"{counts.WithSpecialTokens} {name} rows hold special tokens in their text, which the model reads as such."));
    }

    /// <summary>Bars of doubling width: 1–32, 33–64, 65–128…</summary>
    private static List<LengthBucket> Buckets(List<int> lengths)
    {
        var buckets = new List<LengthBucket>();
        for (var (from, to) = (1, 32); from <= lengths[^1]; (from, to) = (to + 1, to * 2))
        {
            var count = lengths.Count(length => length >= from && length <= to);
            if (count > 0 || buckets.Count > 0)
                buckets.Add(new(from, to, count));
        }

        return buckets;
    }

    private static string Preview(TokenizedExample example, ModelTokenizer tokenizer)
    {
        var text = new StringBuilder();
        var length = Math.Min(example.Ids.Length, PreviewTokens);
        for (var start = 0; start < length;)
        {
            var end = start + 1;
            while (end < length && example.Trained[end] == example.Trained[start])
                end++;
            var part = tokenizer.Decode(example.Ids[start..end], skipSpecialTokens: false);
            text.Append(example.Trained[start] ? $"⟦{part}⟧" : part);
            start = end;
        }

        return length < example.Ids.Length ? text.Append('…').ToString() : text.ToString();
    }

    private static UInt128 Hash(TokenizedExample example)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(example.Ids.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
