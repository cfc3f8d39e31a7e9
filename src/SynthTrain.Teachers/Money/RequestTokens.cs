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

    // As providers name them, wherever in the options they stand.
    private static readonly string[] s_outputLimits = ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "num_predict"];
    private static readonly string[] s_replies = ["n", "candidate_count", "candidateCount"];

    /// <summary>More tokens than the prompt can have: no tokenizer makes more tokens than there are bytes.</summary>
    public static long PromptBound(TeacherRequest request) => Bytes(request, out var around) + around;

    /// <summary>About as many tokens as the prompt has: four bytes each.</summary>
    public static long PromptEstimate(TeacherRequest request) => (Bytes(request, out var around) / BytesPerToken) + around;

    /// <summary>The most tokens that the replies to one request may have; <see cref="DefaultOutput"/> for each when the teacher sets nothing.</summary>
    public static long OutputBound(TeacherDefinition teacher) => OutputLimit(teacher) ?? DefaultOutput * Replies(teacher);

    /// <summary>The most tokens that the replies to one request may have, by the teacher's <c>max_tokens</c> or its provider's names for it; null when it sets none. Of several the largest: which of them counts is the provider's to say.</summary>
    public static long? OutputLimit(TeacherDefinition teacher) => Largest(teacher, s_outputLimits) * Replies(teacher);

    /// <summary>The most that one request can come to.</summary>
    public static SpendEstimate Estimate(TeacherRequest request, string model) => new(model, 1, PromptBound(request), OutputBound(request.Teacher));

    /// <summary>Bytes of what the prompt is made of: messages, schema, and the options, among which tools and instructions may be.</summary>
    public static long Bytes(TeacherRequest request)
    {
        long bytes = Count(request.ResponseSchema) + Count(request.Teacher.OptionsJson);
        foreach (var message in request.Messages)
            bytes += Count(message.Content);
        return bytes;
    }

    private static long Bytes(TeacherRequest request, out long around)
    {
        around = (request.Messages.Count * PerMessage) + (request.ResponseSchema is null ? 0 : PerSchema);
        return Bytes(request);
    }

    private static int Count(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static long Replies(TeacherDefinition teacher) => Largest(teacher, s_replies) ?? 1;

    private static long? Largest(TeacherDefinition teacher, string[] names)
    {
        long? largest = null;
        foreach (var (name, text) in teacher.Parameters)
        {
            // A number in quotes is still one to some providers.
            if (names.AsSpan().Contains(name[(name.LastIndexOf('.') + 1)..]) && decimal.TryParse(text.AsSpan().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= int.MaxValue)
                largest = Math.Max(largest ?? 0, (long)number);
        }

        return largest;
    }
}
