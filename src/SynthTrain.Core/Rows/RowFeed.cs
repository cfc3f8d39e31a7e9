using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>Hands the source's rows out one by one, in order, to whoever asks: never more of them in memory than are under way.</summary>
internal sealed class RowFeed : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RowPlan _plan;
    private readonly StageContext _context;
    private readonly int _limit;
    private readonly IEnumerator<SourceRow> _rows;
    private readonly IdSet _ids = new();
    private bool _ended;

    public RowFeed(RowPlan plan, StageContext context)
    {
        _plan = plan;
        _context = context;
        _limit = context.Request.Limit ?? int.MaxValue;
        _rows = plan.Source.GetEnumerator();
    }

    /// <summary>Rows handed out, with their places.</summary>
    public RowPositions Positions { get; } = new();

    /// <summary>How many rows there will be; 0 when unknown.</summary>
    public long Expected => Math.Min(_plan.SourceCount, _limit);

    /// <summary>Why not all rows were handed out; null when all were.</summary>
    public string? PartialReason { get; private set; }

    /// <summary>The next row; false at the end.</summary>
    /// <exception cref="SynthException">The source's own, or <see cref="Codes.DuplicateId"/>; there are no rows after that.</exception>
    public bool TryNext(out FedRow fed)
    {
        lock (_gate)
        {
            fed = default;
            if (_ended)
                return false;
            // Stays so unless a row comes out: a source that threw is not asked again.
            _ended = true;
            if (Positions.Count == _limit)
            {
                PartialReason = RestReason();
                return false;
            }

            if (!_rows.MoveNext())
                return false;

            var row = _rows.Current;
            if (!_ids.Add(row.Id))
                VerifyUnique(row);
            fed = new FedRow(row, Positions.Count, Positions.Add(row.File, row.Line));
            _ended = false;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _rows.Dispose();
        }
    }

    // A source that tells its count is not read past the limit.
    private string? RestReason()
    {
        if (_plan.SourceCount > 0)
            return _plan.SourceCount > _limit ? $"limit {_limit} of {_plan.SourceCount} rows" : null;
        return _rows.MoveNext() ? $"limit {_limit}" : null;
    }

    private void VerifyUnique(SourceRow row)
    {
        foreach (var earlier in _plan.Source.Take((int)Positions.Count).Where(earlier => earlier.Id == row.Id))
        {
            var (first, second) = (Place(earlier), Place(row));
            throw new SynthException(Codes.DuplicateId, $"Id '{row.Id}' stands in {first} and again in {second}; give each row an id of its own.", _context.DisplayName(row.File), row.Line, 1);
        }
    }

    private string Place(SourceRow row) => $"{_context.DisplayName(row.File)}({row.Line})";
}
