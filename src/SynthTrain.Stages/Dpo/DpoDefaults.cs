namespace SynthTrain.Stages.Dpo;

/// <summary>What holds where the project says nothing; the targets file has the same.</summary>
internal static class DpoDefaults
{
    /// <summary>Fewer pairs teach noise.</summary>
    public const int MinPairs = 100;
}
