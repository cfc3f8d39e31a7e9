namespace SynthTrain.Stages.Plan;

/// <summary>Moves rows out of cells that no template serves, without changing any total.</summary>
internal static class Rerouting
{
    /// <summary>Empties the cells that are not allowed.</summary>
    /// <param name="table">Rows by category and payload type; changed.</param>
    /// <param name="allowed">The cells that may have rows.</param>
    /// <returns>A cell that cannot be emptied, which proves that no table has these totals; null when all are empty.</returns>
    public static (int Row, int Column)? Empty(int[][] table, bool[][] allowed)
    {
        for (var row = 0; row < table.Length; row++)
        {
            for (var column = 0; column < table[0].Length; column++)
            {
                while (!allowed[row][column] && table[row][column] > 0)
                {
                    if (!MoveOne(table, allowed, row, column))
                        return (row, column);
                }
            }
        }

        return null;
    }

    // An alternating path from the row to the column: put one where it is allowed, take one from there in another row, and so on.
    // As with augmenting paths of a flow, none means that there is no such table.
    private static bool MoveOne(int[][] table, bool[][] allowed, int row, int column)
    {
        var from = new Dictionary<int, (int Row, int Column)>();
        var queue = new Queue<int>([row]);
        while (queue.TryDequeue(out var at))
        {
            for (var next = 0; next < table[0].Length; next++)
            {
                if (!allowed[at][next])
                    continue;
                if (next == column)
                {
                    Apply(table, from, (at, next), (row, column));
                    return true;
                }

                for (var other = 0; other < table.Length; other++)
                {
                    if (other != row && table[other][next] > 0 && from.TryAdd(other, (at, next)))
                        queue.Enqueue(other);
                }
            }
        }

        return false;
    }

    private static void Apply(int[][] table, Dictionary<int, (int Row, int Column)> from, (int Row, int Column) last, (int Row, int Column) emptied)
    {
        table[emptied.Row][emptied.Column]--;
        var (at, put) = last;
        while (true)
        {
            table[at][put]++;
            if (at == emptied.Row)
                return;
            var previous = from[at];
            table[at][previous.Column]--;
            (at, put) = previous;
        }
    }
}
