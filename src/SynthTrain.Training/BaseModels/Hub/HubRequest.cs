namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>One request.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Address">At the endpoint.</param>
/// <param name="From">The byte to begin at; 0 for all.</param>
internal sealed record HubRequest(HttpMethod Method, Uri Address, long From = 0)
{
    /// <summary>Whether an answer counts only when its whole body has come; for small ones.</summary>
    public bool Whole { get; init; }
}
