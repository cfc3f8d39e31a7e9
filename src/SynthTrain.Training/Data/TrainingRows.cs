namespace SynthTrain.Training.Data;

/// <summary>Examples laid out as the rows that go through the model: one each, or packed.</summary>
internal sealed class TrainingRows
{
    private readonly IReadOnlyList<TokenizedExample> _examples;
    private readonly IReadOnlyList<IReadOnlyList<RowPiece>>? _packed;

    /// <summary>Rows of one example each.</summary>
    public TrainingRows(IReadOnlyList<TokenizedExample> examples) => _examples = examples;

    /// <summary>Packed rows.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="packed">What lies in each row.</param>
    /// <param name="borders">Whether examples of a row see nothing of each other.</param>
    public TrainingRows(IReadOnlyList<TokenizedExample> examples, IReadOnlyList<IReadOnlyList<RowPiece>> packed, bool borders) => (_examples, _packed, HasBorders) = (examples, packed, borders);

    public int Count => _packed?.Count ?? _examples.Count;

    /// <summary>Whether examples of a row must not see each other.</summary>
    public bool HasBorders { get; }

    public IReadOnlyList<RowPiece> Pieces(int row) => _packed?[row] ?? [new(row, 0, _examples[row].Ids.Length)];

    public TokenizedExample Example(RowPiece piece) => _examples[piece.Example];

    public int Tokens(int row) => Pieces(row).Sum(piece => piece.Length);

    /// <summary>Tokens that a loss is taken of: trained ones that another token of their document precedes.</summary>
    public int Trained(int row)
    {
        var count = 0;
        var first = true;
        foreach (var piece in Pieces(row))
        {
            var skipped = HasBorders || first ? 1 : 0;
            count += _examples[piece.Example].Trained.AsSpan(piece.Start + skipped, piece.Length - skipped).Count(true);
            first = false;
        }

        return count;
    }

    public IEnumerable<string> Sources(int row) => Pieces(row).Select(piece => _examples[piece.Example].Source);
}
