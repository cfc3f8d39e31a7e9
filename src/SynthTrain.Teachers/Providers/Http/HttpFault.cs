namespace SynthTrain.Teachers.Providers.Http;

/// <summary>A response that is no reply.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Its media type; null when it names none.</param>
/// <param name="Body">The beginning of its body, without secrets.</param>
/// <param name="RetryAfter">How long its headers ask to wait.</param>
internal sealed record HttpFault(int Status, string? ContentType, string Body, TimeSpan? RetryAfter);
