namespace SynthTrain.Worker.Tests.Loading;

/// <summary>A chat client that cannot be made.</summary>
public sealed class BrokenClient : AnyClient
{
    public BrokenClient()
        : base("") => throw new InvalidOperationException("The licence has run out.");
}
