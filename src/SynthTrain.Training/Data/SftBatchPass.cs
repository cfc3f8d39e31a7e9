using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Data;

/// <summary>A batch on its way through the model: the stream at the places that predict a trained token, and those tokens.</summary>
/// <param name="Hidden">[N, D].</param>
/// <param name="Targets">[N], int64.</param>
internal sealed record SftBatchPass(Tensor Hidden, Tensor Targets)
{
    /// <summary>Runs the forward pass; the head's product is left to the loss, which needs it for these places alone.</summary>
    public static SftBatchPass Of(DecoderModel model, TrainingRows rows, IReadOnlyList<int> numbers)
    {
        var device = model.Head.device;
        var batch = PaddedBatch.Of(rows, numbers);
        var ids = tensor(batch.Ids, [batch.Rows, batch.Length], device: device);
        var hidden = model.HiddenAt(ids, Layout(model, rows, batch, device), tensor(batch.Predictors, device: device));
        return new(hidden, tensor(batch.Targets, device: device));
    }

    /// <summary>Padding stands at the right, where a causal mask hides it already.</summary>
    private static SequenceLayout Layout(DecoderModel model, TrainingRows rows, PaddedBatch batch, Device device)
    {
        if (!rows.HasBorders)
            return SequenceLayout.Causal(batch.Length, model.Config.SlidingWindow, device);
        var documents = tensor(batch.Documents, [batch.Rows, batch.Length], device: device);
        return SequenceLayout.Packed(documents, tensor(batch.Positions, [batch.Rows, batch.Length], device: device), model.Config.SlidingWindow);
    }
}
