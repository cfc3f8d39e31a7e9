using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation.Json;

namespace SynthTrain.Training.Generation;

/// <summary>A JSON Schema, or any JSON, with a model's vocabulary: what each answer's constraint is started from. What it learns stays, so make one and use it for all answers, on any number of threads.</summary>
/// <remarks>
/// Documents are written without spaces but one, which may stand behind each comma and colon, with at most 64 objects and lists inside one another. Enforced are <c>type</c>, <c>enum</c>, <c>const</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>,
/// <c>items</c>, <c>prefixItems</c>, <c>uniqueItems</c> of an <c>enum</c>, the counts of properties, items and characters, bounds of numbers, <c>anyOf</c>, <c>oneOf</c> of schemas that can be told apart, and <c>$ref</c>, also to itself.
/// </remarks>
public sealed class JsonGrammar
{
    /// <summary>The <c>$comment</c> of a whole schema whose documents are written in one way.</summary>
    public const string CanonicalComment = "canonical";

    private readonly JsonAutomaton _automaton;
    private readonly TokenTable _tokens;
    private readonly CompletionCosts _costs;

    private JsonGrammar(GrammarNode root, LoadedModel model)
    {
        _automaton = new(root);
        _tokens = new(TokenBytes.Of(model.Tokenizer), model.EndTokens, model.Config.VocabularySize);
        _costs = new(_tokens);
    }

    /// <summary>Documents of a schema.</summary>
    /// <param name="schema">The schema as UTF-8 JSON.</param>
    /// <param name="name">What messages call it, mostly its file.</param>
    /// <param name="model">The model that is to answer.</param>
    /// <param name="isCanonical">Whether each document is written in one way: properties in the order of <c>properties</c>, unique items in that of their <c>enum</c>, and no spaces; else any order, and a space where people put one. By default the schema says it itself: its <c>$comment</c> is <see cref="CanonicalComment"/>.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadSchema"/>: it is no schema. <see cref="Codes.UnsupportedConstraint"/>: it says what cannot be enforced; the message has the place.</exception>
    public static JsonGrammar OfSchema(ReadOnlyMemory<byte> schema, string name, LoadedModel model, bool? isCanonical = null)
    {
        try
        {
            JsonSchema.Load(schema, name);
        }
        catch (JsonSchemaException fault)
        {
            var position = $"{fault.Name}({fault.Line},{fault.Column}): ";
            throw new SynthException(Diagnostic.Error(Codes.BadSchema, fault.Message.Replace(position, "", StringComparison.Ordinal), name, fault.Line, fault.Column), fault);
        }

        var text = schema.Span.StartsWith("\uFEFF"u8) ? schema[3..] : schema;
        using var document = JsonDocument.Parse(text, new() { MaxDepth = 1000 });
        var tree = new SchemaTree(document.RootElement, name);
        return new(new SchemaCompiler(tree, isCanonical ?? IsCanonical(document.RootElement)).Compile(), model);
    }

    /// <summary>Any JSON document.</summary>
    /// <param name="model">The model that is to answer.</param>
    public static JsonGrammar OfAnyJson(LoadedModel model) => OfSchema("true"u8.ToArray(), "any JSON", model);

    /// <summary>A constraint for one answer.</summary>
    public JsonSchemaConstraint Start() => new(_automaton, _tokens, _costs);

    private static bool IsCanonical(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$comment", out var comment) && comment.ValueKind == JsonValueKind.String && comment.ValueEquals(CanonicalComment);
}
