namespace SynthTrain.Worker.Tests.Loading;

/// <summary>A chat client that takes its model's name.</summary>
public sealed class TestClient(string model) : AnyClient(model);
