using System.Collections;
using SynthTrain.Core.Rows;

namespace SynthTrain.Stages.Preferences;

/// <summary>Rows that free what they were mapped with when whoever enumerates them is done, which is after the last one was mapped and not when it was handed out.</summary>
internal sealed class ClosingRows(IReadOnlyList<SourceRow> rows, Action close) : IEnumerable<SourceRow>
{
    /// <inheritdoc/>
    public IEnumerator<SourceRow> GetEnumerator() => new Enumerator(rows.GetEnumerator(), close);

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Enumerator(IEnumerator<SourceRow> inner, Action close) : IEnumerator<SourceRow>
    {
        public SourceRow Current => inner.Current;

        object IEnumerator.Current => Current;

        public bool MoveNext() => inner.MoveNext();

        public void Reset() => inner.Reset();

        public void Dispose()
        {
            inner.Dispose();
            close();
        }
    }
}
