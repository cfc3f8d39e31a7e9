using System.Globalization;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>Writes lines of output and error files.</summary>
internal static class OpenAiBatchOutput
{
    public static byte[] Line(BatchJob job, BatchResult result, int index) => WireFormat.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"batch_req_{job.Number:x6}{index:x8}"));
        json.WriteString("custom_id", result.Key);
        if (result.Body.Length > 0)
        {
            json.WriteStartObject("response");
            json.WriteNumber("status_code", result.Status);
            json.WriteString("request_id", string.Create(CultureInfo.InvariantCulture, $"req_{job.Number:x6}{index:x8}"));
            json.WritePropertyName("body");
            json.WriteRawValue(result.Body, skipInputValidation: true);
            json.WriteEndObject();
            json.WriteNull("error");
        }
        else
        {
            json.WriteNull("response");
            json.WriteStartObject("error");
            json.WriteString("code", result.State == BatchRowState.Cancelled ? "batch_cancelled" : "batch_expired");
            json.WriteString("message", result.State == BatchRowState.Cancelled ? "This request could not be executed because the batch was cancelled." : "This request could not be executed before the completion window expired.");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });
}
