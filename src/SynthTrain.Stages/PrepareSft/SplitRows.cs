using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.PrepareSft;

/// <summary>Reads the split files one after the other; an id that stands in two of them is an error.</summary>
internal sealed class SplitRows(StageContext context)
{
    private readonly Dictionary<string, (string File, int Line)> _seen = new(StringComparer.Ordinal);

    /// <summary>The rows of one split.</summary>
    /// <exception cref="SynthException">The faults of <see cref="DatasetReader"/>.</exception>
    public IEnumerable<DatasetRow> Read(string path)
    {
        var reader = new DatasetReader(context, path);
        foreach (var row in reader.Read())
        {
            if (!_seen.TryAdd(row.Id, (reader.Display, row.Line)))
            {
                var (file, line) = _seen[row.Id];
                throw new SynthException(Codes.DuplicateId, $"Id '{row.Id}' stands in {file}({line}) and again in {reader.Display}({row.Line}); a row belongs to one split.", reader.Display, row.Line, 1);
            }

            yield return row;
        }
    }
}
