namespace SynthTrain.Stages.Tests.FetchBase;

/// <summary>What a server sends.</summary>
internal sealed record HubAnswer(int Status, byte[]? Body = null)
{
    public Dictionary<string, string> Headers { get; } = [];
}
