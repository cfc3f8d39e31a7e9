namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>A tokenizer's normalizers as one.</summary>
internal sealed class StepNormalizer(Func<string, string> normalize) : Normalizer
{
    public override string Normalize(string original) => normalize(original);
}
