namespace SynthTrain.Training.Decoder;

/// <summary>What all layers of one forward pass share.</summary>
internal sealed record DecoderPass(SequenceLayout Layout, Tensor Cosines, Tensor Sines, IKeyValueCache? Cache);
