namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>One model on its way.</summary>
/// <param name="Client">Where it comes from.</param>
/// <param name="Cache">Where it goes.</param>
/// <param name="Id">The model at a commit.</param>
internal sealed record HubWork(HubClient Client, HubCache Cache, HubId Id);
