using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Drafts;

namespace SynthTrain.Stages.Dataset;

/// <summary>Mends a draft step by step: shape, wording, repetitions, order, notes and checks.</summary>
internal static class AnswerMender
{
    /// <summary>The mended answer; the critique finds nothing in it, unless the facts themselves are flawed.</summary>
    public static JsonObject Mend(string draft, DraftGround ground, ResponseSchema schema)
    {
        var clean = Build(ground);
        if (Read(draft) is not { } answer)
            return clean;
        if (!IsValid(answer, schema))
            answer = ShapeMend.Fit(answer, clean, schema);
        if (answer["payload"] is not JsonObject || !JsonNode.DeepEquals(answer["payload_type"], clean["payload_type"]))
            return clean;
        WordingMend.Apply(answer, clean);
        RepetitionMend.Apply((JsonObject)answer["payload"]!);
        OrderMend.Apply((JsonObject)answer["payload"]!);
        TreeMend.Apply((JsonObject)answer["payload"]!, (JsonObject)clean["payload"]!);
        CoverageMend.Apply(answer, ground);
        return DraftAnalysis.Of(JsonText.ToText(answer), schema).Count == 0 ? answer : clean;
    }

    private static JsonObject Build(DraftGround ground)
    {
        var clean = AnswerBuilder.Build(ground);
        WordingMend.Soften(clean);
        return clean;
    }

    private static JsonObject? Read(string draft)
    {
        try
        {
            return JsonNode.Parse(AnswerReading.Unfenced(draft), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsValid(JsonObject answer, ResponseSchema schema) => schema.Validate(JsonElement.Parse(JsonText.ToUtf8(answer).Span), 1).Count == 0;
}
