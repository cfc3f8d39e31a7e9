using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Loopback.Wire;

/// <summary>The typed details of a google.rpc.Status.</summary>
internal static class GeminiErrorDetails
{
    public static void Write(Utf8JsonWriter json, WireError error)
    {
        if (error.Kind is not (ErrorKind.RateLimited or ErrorKind.QuotaSpent) && !(error.Kind == ErrorKind.Unauthorized && error.Code is null))
            return;
        json.WriteStartArray("details");
        if (error.Kind == ErrorKind.Unauthorized)
            KeyInvalid(json);
        else
            Quota(json, error.Kind == ErrorKind.QuotaSpent ? "GenerateRequestsPerDayPerProjectPerModel-FreeTier" : "GenerateRequestsPerMinutePerProjectPerModel");
        if (error.Retry is { } retry)
        {
            json.WriteStartObject();
            json.WriteString("@type", "type.googleapis.com/google.rpc.RetryInfo");
            json.WriteString("retryDelay", retry.Delay.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void KeyInvalid(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        json.WriteString("reason", "API_KEY_INVALID");
        json.WriteString("domain", "googleapis.com");
        json.WriteEndObject();
    }

    private static void Quota(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.QuotaFailure");
        json.WriteStartArray("violations");
        json.WriteStartObject();
        json.WriteString("quotaId", id);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
