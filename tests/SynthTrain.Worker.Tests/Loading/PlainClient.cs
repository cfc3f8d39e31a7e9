namespace SynthTrain.Worker.Tests.Loading;

/// <summary>A chat client that takes no model's name.</summary>
public sealed class PlainClient() : AnyClient("plain");
