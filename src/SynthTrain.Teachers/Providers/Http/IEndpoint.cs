namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Where a model is asked, and with what key.</summary>
internal interface IEndpoint
{
    /// <summary>The address of one request.</summary>
    Uri Url(bool stream);

    /// <summary>Puts the key, and what else the provider wants, into the headers.</summary>
    ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken);
}
