using SynthTrain.Core.Hashing;
using SynthTrain.Core.Rows;

namespace SynthTrain.Stages.Preferences;

/// <summary>Rows that the student answers together: so many that follow each other in the file, whatever of them is still to be made.</summary>
/// <remarks>Sums of a group are rounded as its company has it. So the company is a matter of the file alone, and the hash of what it is asked is part of each row's key.</remarks>
internal sealed class PromptWindows
{
    private readonly IReadOnlyList<SourceRow> _rows;
    private readonly int _size;

    /// <param name="rows">In the order of their lines.</param>
    /// <param name="size">Rows of a window.</param>
    public PromptWindows(IReadOnlyList<SourceRow> rows, int size) => (_rows, _size) = ([.. rows.Chunk(size).SelectMany(Hashed)], size);

    /// <summary>All rows, each with the hash of what its window is asked.</summary>
    public IReadOnlyList<SourceRow> Rows => _rows;

    /// <summary>The window that a row is of.</summary>
    public int Of(in SourceRow row)
    {
        var (low, high) = (0, _rows.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].Line < row.Line)
                low = middle + 1;
            else
                high = middle;
        }

        return low / _size;
    }

    /// <summary>The rows of a window.</summary>
    public IEnumerable<SourceRow> In(int window) => _rows.Skip(window * _size).Take(_size);

    private static IEnumerable<SourceRow> Hashed(SourceRow[] window)
    {
        using var key = new KeyBuilder();
        // Where a prompt that is not asked stands elsewhere is nothing to those that are.
        foreach (var question in window.Where(row => PromptRows.Skipped(row.Json) is null).Select(row => StudentQuestion.Of(row)))
        {
            key.Add(question.Prompt.Count);
            foreach (var message in question.Prompt)
            {
                key.Add(message.Role);
                key.Add(message.Content);
            }

            key.Add(question.Seed);
        }

        var hash = Convert.ToHexStringLower(key.ToHash());
        return window.Select(row => row with { Beside = hash });
    }
}
