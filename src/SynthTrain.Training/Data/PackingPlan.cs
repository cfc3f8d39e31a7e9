using System.Runtime.InteropServices;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Data;

/// <summary>Which examples lie in which row, as TRL packs them [trl/data_utils.py, pack_dataset]: a thousand examples at a time, so that a plan of a million takes no more than many of a thousand.</summary>
internal static class PackingPlan
{
    private const int Together = 1000;

    /// <summary>Plans rows; empty examples vanish.</summary>
    /// <param name="lengths">Tokens of each example.</param>
    /// <param name="room">Tokens of a row at most.</param>
    /// <param name="strategy">How.</param>
    public static List<IReadOnlyList<RowPiece>> Create(IReadOnlyList<int> lengths, int room, PackingStrategy strategy)
    {
        var rows = new List<IReadOnlyList<RowPiece>>();
        for (var first = 0; first < lengths.Count; first += Together)
        {
            var count = Math.Min(Together, lengths.Count - first);
            if (strategy == PackingStrategy.Wrapped)
                rows.AddRange(Wrap(lengths, first, count, room));
            else
                rows.AddRange(BestFit(Pieces(lengths, first, count, room, strategy), room));
        }

        return rows;
    }

    private static List<RowPiece> Pieces(IReadOnlyList<int> lengths, int first, int count, int room, PackingStrategy strategy)
    {
        var pieces = new List<RowPiece>(count);
        for (var i = first; i < first + count; i++)
        {
            var end = strategy == PackingStrategy.BfdSplit ? lengths[i] : Math.Min(lengths[i], room);
            for (var start = 0; start < end; start += room)
                pieces.Add(new(i, start, Math.Min(room, end - start)));
        }

        return pieces;
    }

    /// <summary>Best fit decreasing: equal lengths keep their order, and of rows with equal room the one that came to it first is filled first.</summary>
    private static List<List<RowPiece>> BestFit(List<RowPiece> pieces, int room)
    {
        var rows = new List<List<RowPiece>>();
        var rooms = new SortedSet<int>();
        var byRoom = new Dictionary<int, Queue<List<RowPiece>>>();
        foreach (var piece in pieces.OrderByDescending(piece => piece.Length))
        {
            var left = rooms.GetViewBetween(piece.Length, room).Min;
            List<RowPiece> row;
            if (left == 0)
                rows.Add(row = []);
            else
                row = Take(left);
            row.Add(piece);
            Put(row, (left == 0 ? room : left) - piece.Length);
        }

        return rows;

        List<RowPiece> Take(int left)
        {
            var row = byRoom[left].Dequeue();
            if (byRoom[left].Count == 0)
                rooms.Remove(left);
            return row;
        }

        void Put(List<RowPiece> row, int left)
        {
            if (left == 0)
                return;
            ref var queue = ref CollectionsMarshal.GetValueRefOrAddDefault(byRoom, left, out _);
            (queue ??= new()).Enqueue(row);
            rooms.Add(left);
        }
    }

    private static List<List<RowPiece>> Wrap(IReadOnlyList<int> lengths, int first, int count, int room)
    {
        var rows = new List<List<RowPiece>>();
        var left = 0;
        for (var i = first; i < first + count; i++)
        {
            for (var start = 0; start < lengths[i];)
            {
                if (left == 0)
                {
                    rows.Add([]);
                    left = room;
                }

                var length = Math.Min(left, lengths[i] - start);
                rows[^1].Add(new(i, start, length));
                (start, left) = (start + length, left - length);
            }
        }

        return rows;
    }
}
