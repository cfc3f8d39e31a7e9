using System.Text;

namespace SynthTrain.Core.Builds.Reports;

/// <summary>Rows of cells as lines with columns under each other.</summary>
/// <param name="head">The names of the columns.</param>
/// <param name="right">Columns that stand at the right: amounts.</param>
public sealed class TextTable(IReadOnlyList<string> head, params IReadOnlyList<int> right)
{
    private const string Gap = "  ";
    private readonly List<IReadOnlyList<string>> _rows = [head];

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>The lines, the head first, each indented by two.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var widths = Enumerable.Range(0, head.Count).Select(column => _rows.Max(row => row[column].Length)).ToList();
        return [.. _rows.Select(row => Line(row, widths))];
    }

    private string Line(IReadOnlyList<string> row, List<int> widths)
    {
        var line = new StringBuilder();
        for (var column = 0; column < row.Count; column++)
            line.Append(Gap).Append(right.Contains(column) ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]));
        return line.ToString().TrimEnd();
    }
}
