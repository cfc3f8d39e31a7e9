using System.Globalization;
using System.Text;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Money;

/// <summary>How many tokens a request can have, without the model's tokenizer.</summary>
public static class RequestTokens
{
    /// <summary>Tokens of a reply when the teacher sets no <c>max_tokens</c>: what most answers stay under. Such a teacher's budget is as good as this number.</summary>
    public const int DefaultOutput = 4096;

    // What providers put around each message, and around a schema.
    private const int PerMessage = 8;
    private const int PerSchema = 64;
    private const int BytesPerToken = 4;

    private static readonly string[] s_outputLimits = ["max_tokens", "options.max_tokens", "options.max_completion_tokens", "options.max_output_tokens", "options.maxOutputTokens"];

    /// <summary>More tokens than the prompt can have: no tokenizer makes more tokens than there are bytes.</summary>
    public static long PromptBound(TeacherRequest request) => Bytes(request, out var around) + around;

    /// <summary>About as many tokens as the prompt has: four bytes each.</summary>
    public static long PromptEstimate(TeacherRequest request) => (Bytes(request, out var around) / BytesPerToken) + around;

    /// <summary>The most tokens that a reply may have, by the teacher's <c>max_tokens</c> or its provider's name for it; else <see cref="DefaultOutput"/>.</summary>
    public static long OutputBound(TeacherDefinition teacher)
    {
        foreach (var name in s_outputLimits)
        {
            if (teacher.Parameters.TryGetValue(name, out var text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var tokens) && tokens > 0)
                return (long)tokens;
        }

        return DefaultOutput;
    }

    /// <summary>The most that one request can come to.</summary>
    public static SpendEstimate Estimate(TeacherRequest request, string model) => new(model, 1, PromptBound(request), OutputBound(request.Teacher));

    private static long Bytes(TeacherRequest request, out long around)
    {
        long bytes = 0;
        around = request.Messages.Count * PerMessage;
        foreach (var message in request.Messages)
            bytes += Encoding.UTF8.GetByteCount(message.Content);
        if (request.ResponseSchema is not { } schema)
            return bytes;
        around += PerSchema;
        return bytes + Encoding.UTF8.GetByteCount(schema);
    }
}
