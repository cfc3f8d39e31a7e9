namespace SynthTrain.Training.Data;

/// <summary>Rows of a batch padded at the right to the longest.</summary>
/// <param name="Rows">B.</param>
/// <param name="Length">T.</param>
/// <param name="Ids">[B · T].</param>
/// <param name="Documents">[B · T]: the number of a token's document in its row, −1 for padding.</param>
/// <param name="Positions">[B · T]: from 0 in each document; on for padding.</param>
/// <param name="Predictors">Where in the batch the tokens stand whose successor is trained, in order.</param>
/// <param name="Targets">The tokens that follow them.</param>
internal sealed record PaddedBatch(int Rows, int Length, long[] Ids, long[] Documents, long[] Positions, long[] Predictors, long[] Targets)
{
    /// <summary>Lays out rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="numbers">Those of the batch.</param>
    /// <param name="padding">The token that pads; any will do, since nothing sees it.</param>
    public static PaddedBatch Of(TrainingRows data, IReadOnlyList<int> numbers, int padding = 0)
    {
        var length = numbers.Max(data.Tokens);
        var size = numbers.Count * length;
        var (ids, documents, positions) = (new long[size], new long[size], new long[size]);
        ids.AsSpan().Fill(padding);
        documents.AsSpan().Fill(-1);
        var (predictors, targets) = (new List<long>(), new List<long>());
        for (var row = 0; row < numbers.Count; row++)
        {
            var at = row * length;
            var document = 0;
            foreach (var piece in data.Pieces(numbers[row]))
            {
                var example = data.Example(piece);
                for (var i = 0; i < piece.Length; i++, at++)
                {
                    var begins = i == 0 && (data.HasBorders || document == 0);
                    ids[at] = example.Ids[piece.Start + i];
                    documents[at] = data.HasBorders ? document : 0;
                    positions[at] = begins ? 0 : positions[at - 1] + 1;
                    if (begins || !example.Trained[piece.Start + i])
                        continue;
                    predictors.Add(at - 1);
                    targets.Add(ids[at]);
                }

                document++;
            }

            for (; at < (row + 1) * length; at++)
                positions[at] = positions[at - 1] + 1;
        }

        return new(numbers.Count, length, ids, documents, positions, [.. predictors], [.. targets]);
    }
}
