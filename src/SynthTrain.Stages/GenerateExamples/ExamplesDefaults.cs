namespace SynthTrain.Stages.GenerateExamples;

/// <summary>What the stage <c>generateexamples</c> does unless the project says otherwise.</summary>
public static class ExamplesDefaults
{
    /// <summary>Examples to ask for; seed 003's <c>num_examples</c>.</summary>
    public const int Count = 10_000;

    /// <summary>Examples that one request asks for; seed 003's <c>batch_size</c>.</summary>
    public const int PerCall = 50;

    /// <summary>Decides which batch leans to which variation.</summary>
    public const int Seed = 42;

    /// <summary>Percent of preference prompts asked for beyond <c>pairs</c>: those with a phrasing that the examples have too are dropped, about one in seven of the offline teacher's beside 10,000 examples and one in three beside 100,000.</summary>
    public const int SparePercent = 20;
}
