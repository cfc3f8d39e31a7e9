namespace SynthTrain.Teachers.Providers.Http;

/// <summary>The provider's filter refused the prompt: an answer about this row, not a fault of the call.</summary>
internal sealed class ContentFilteredException(string message) : Exception(message);
