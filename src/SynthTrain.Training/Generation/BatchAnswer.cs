using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Generation;

/// <summary>Several answers at once: prompts are padded at the left, where no query looks, and positions count from each prompt's own start. Rows that ended are taken out when half of them have, or before one would pass the model's last position.</summary>
internal sealed class BatchAnswer(LoadedModel model, Device device)
{
    /// <summary>The most entries of a group's mask, which has one for each row and each two of its longest prompt's tokens.</summary>
    public const long MostCells = 1L << 26;

    private readonly int _window = model.Config.SlidingWindow ?? int.MaxValue;

    /// <summary>Answers a group.</summary>
    /// <param name="rows">Prompts with what is made of them.</param>
    /// <param name="cache">Empty.</param>
    /// <param name="cancellation">Asked before each token.</param>
    public void Run(IReadOnlyList<BatchRow> rows, KeyValueCache cache, CancellationToken cancellation)
    {
        var longest = rows.Max(row => row.Prompt.Count);
        var alive = rows.ToList();
        Prefill(alive, longest, cache);
        for (var length = longest; ; length++)
        {
            foreach (var row in alive.Where(row => !row.IsDone))
                row.Choose(cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (alive.TrueForAll(row => row.IsDone))
                return;
            alive = WithoutDone(alive, length - longest, cache);
            Next(alive, length, longest, cache);
        }
    }

    private List<BatchRow> WithoutDone(List<BatchRow> alive, int answered, KeyValueCache cache)
    {
        var left = Enumerable.Range(0, alive.Count).Where(i => !alive[i].IsDone).ToArray();
        if (left.Length * 2 > alive.Count && alive.TrueForAll(row => !row.IsDone || row.Prompt.Count + answered < model.Config.MaxPositions))
            return alive;
        using var scope = NewDisposeScope();
        cache.Select(tensor(left.Select(i => (long)i).ToArray(), device: cache.Device));
        return [.. left.Select(i => alive[i])];
    }

    private void Prefill(List<BatchRow> rows, int longest, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var isEven = rows.TrueForAll(row => row.Prompt.Count == longest) && longest <= _window;
        var (ids, positions, mask) = (new long[rows.Count * longest], new long[rows.Count * longest], isEven ? [] : new bool[(long)rows.Count * longest * longest]);
        for (var b = 0; b < rows.Count; b++)
        {
            var pad = longest - rows[b].Prompt.Count;
            for (var i = 0; i < longest; i++)
            {
                (ids[(b * longest) + i], positions[(b * longest) + i]) = (i < pad ? 0 : rows[b].Prompt[i - pad], Math.Max(0, i - pad));
                if (isEven)
                    continue;
                // A padded query sees itself: one that saw nothing would make NaNs of values that others multiply by 0.
                var first = i < pad ? i : Math.Max(pad, i - _window + 1);
                mask.AsSpan(checked((((b * longest) + i) * longest) + first), i - first + 1).Fill(true);
            }
        }

        var layout = new SequenceLayout(tensor(positions, [rows.Count, longest], device: device), isEven ? null : tensor(mask, [rows.Count, 1, longest, longest], device: device));
        Score(rows, tensor(ids, [rows.Count, longest], device: device), layout, cache);
    }

    private void Next(List<BatchRow> rows, int length, int longest, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var seen = (int)Math.Min(length + 1L, _window);
        var mask = new bool[rows.Count * seen];
        var (ids, positions) = (new long[rows.Count], new long[rows.Count]);
        for (var b = 0; b < rows.Count; b++)
        {
            var pad = longest - rows[b].Prompt.Count;
            (ids[b], positions[b]) = (rows[b].State.Last, length - pad);
            mask.AsSpan(b * seen, seen)[Math.Clamp(pad - (length + 1 - seen), 0, seen)..].Fill(true);
        }

        var layout = new SequenceLayout(tensor(positions, [rows.Count, 1], device: device), Array.TrueForAll(mask, visible => visible) ? null : tensor(mask, [rows.Count, 1, 1, seen], device: device));
        Score(rows, tensor(ids, [rows.Count, 1], device: device), layout, cache);
    }

    private void Score(List<BatchRow> rows, Tensor ids, SequenceLayout layout, KeyValueCache cache)
    {
        var last = model.Decoder.Hidden(ids, layout, cache).narrow(1, ids.shape[1] - 1, 1);
        var scores = model.Decoder.Logits(last).cpu();
        for (var b = 0; b < rows.Count; b++)
            scores.narrow(0, b, 1).data<float>().CopyTo(rows[b].State.Scores);
    }
}
