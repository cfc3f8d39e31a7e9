using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Preferences;

/// <summary>The reference: the model as it is now, adapters switched off.</summary>
/// <remarks>Each pair goes through the model alone, so that its score depends on nothing but its content: a run that was killed half-way makes the same bits for the rest.</remarks>
internal sealed class ReferenceModel(DecoderModel model, ReferenceCache cache)
{
    /// <summary>A hash of the reference's weights.</summary>
    public string Weights { get; } = ReferenceFingerprint.Of(model);

    /// <summary>Scores of pairs, in their order: known ones are taken from the cache, others are made and kept.</summary>
    public ReferenceScore[] Score(IReadOnlyList<PreferencePair> pairs, CancellationToken cancellation)
    {
        var layers = model.Projections.Select(entry => entry.Layer).Where(layer => !layer.AdapterDisabled).ToList();
        layers.ForEach(layer => layer.AdapterDisabled = true);
        try
        {
            return [.. pairs.Select(pair => Score(pair, cancellation))];
        }
        finally
        {
            layers.ForEach(layer => layer.AdapterDisabled = false);
        }
    }

    private ReferenceScore Score(PreferencePair pair, CancellationToken cancellation)
    {
        var key = ReferenceCache.Key(Weights, pair);
        if (cache.TryGet(key, out var known))
            return known;
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var batch = new PairBatch([pair]);
        var sums = AnswerHead.Measure(model, batch.Hidden(model), batch.Targets(model.Head.device), batch.Counts).LogProbabilities;
        var score = new ReferenceScore((float)sums[0], (float)sums[1]);
        cache.Add(key, score);
        return score;
    }
}
