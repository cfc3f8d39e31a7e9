using System.Globalization;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Hosting;

/// <summary>The headers that say when to come back.</summary>
internal static class RetryHeaders
{
    public static void Set(IHeaderDictionary headers, RetryHint retry)
    {
        if (retry.Form == RetryForm.Milliseconds)
            headers["retry-after-ms"] = Math.Ceiling(retry.Delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        headers.RetryAfter = retry.Form == RetryForm.Date
            ? (TimeProvider.System.GetUtcNow() + retry.Delay).ToString("R", CultureInfo.InvariantCulture)
            : Math.Ceiling(retry.Delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }
}
