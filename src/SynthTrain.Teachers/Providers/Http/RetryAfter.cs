using System.Globalization;
using System.Net.Http.Headers;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>How long a response asks to wait: <c>retry-after-ms</c> (OpenAI, Azure), <c>Retry-After</c> in seconds or as a date (RFC 9110 §10.2.3).</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    public static TimeSpan? Of(HttpResponseHeaders headers, TimeProvider time)
    {
        if (headers.TryGetValues("retry-after-ms", out var values) && Number(values) is { } milliseconds)
            return Bounded(milliseconds / 1000);
        if (headers.RetryAfter is { } retry)
            return Bounded((retry.Delta ?? (retry.Date!.Value - time.GetUtcNow())).TotalSeconds);
        // Fractions are not of the standard, and are sent all the same.
        return headers.NonValidated.TryGetValues("Retry-After", out var raw) && Number(raw) is { } seconds ? Bounded(seconds) : null;
    }

    /// <summary>Google's form of a duration: <c>34.07s</c>.</summary>
    public static TimeSpan? OfDuration(string text) =>
        text.EndsWith('s') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? Bounded(seconds) : null;

    private static double? Number(IEnumerable<string> values) =>
        double.TryParse(values.FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Bounded(double seconds) =>
        double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, s_longest.TotalSeconds)) : null;
}
