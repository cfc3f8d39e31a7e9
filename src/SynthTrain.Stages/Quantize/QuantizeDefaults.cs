namespace SynthTrain.Stages.Quantize;

/// <summary>What holds where the project says nothing; the targets file has the same.</summary>
internal static class QuantizeDefaults
{
    /// <summary>4.8 bits a weight: the usual trade of size and answers.</summary>
    public const string Quant = "q4_k_m";
}
