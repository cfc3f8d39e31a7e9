using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>
/// A JSON Schema of draft 2020-12, compiled once; immutable, so one object serves any number of threads.
/// </summary>
/// <remarks>
/// Sources: https://json-schema.org/draft/2020-12/json-schema-core and
/// https://json-schema.org/draft/2020-12/json-schema-validation. <c>format</c> and <c>content*</c> are annotations and check nothing.
/// References stay within the one document: nothing is ever fetched.
/// </remarks>
public sealed class JsonSchema
{
    /// <summary>How many schemas and values may stand inside one another before an instance is refused as too deep.</summary>
    public const int MaxDepth = EvaluationRun.MaxDepth;

    private readonly SchemaNode root;

    private JsonSchema(string name, SchemaNode root)
    {
        Name = name;
        this.root = root;
    }

    /// <summary>Gets the keywords that are enforced; annotations, which are accepted and check nothing, are not among them.</summary>
    public static IReadOnlyCollection<string> SupportedKeywords => SchemaKeywords.Enforced;

    /// <summary>Gets the keywords that are accepted and check nothing, such as <c>title</c> and <c>format</c>.</summary>
    public static IReadOnlyCollection<string> AnnotationKeywords => SchemaKeywords.Annotations;

    /// <summary>Gets the name given to <see cref="Load"/>, usually the file's path.</summary>
    public string Name { get; }

    /// <summary>Reads and compiles a schema; the bytes are copied.</summary>
    /// <param name="utf8">The schema as UTF-8 JSON, with or without a byte order mark, without comments.</param>
    /// <param name="name">What to call the schema in errors, usually the file's path.</param>
    /// <exception cref="JsonSchemaException">
    /// Not JSON, a keyword that is not supported, a value a keyword does not allow, a reference that leads nowhere or out of the
    /// document, or references that lead back to themselves without going down into the instance.
    /// </exception>
    public static JsonSchema Load(ReadOnlyMemory<byte> utf8, string name) =>
        new(name, SchemaLoader.Load(new SchemaSource(utf8, name)));

    /// <summary>Checks an instance and says what is wrong with it.</summary>
    /// <param name="instance">The value to check.</param>
    /// <param name="maxErrors">Where to stop collecting; at least 1, 20 unless given.</param>
    /// <returns>The errors in document order; empty when the instance is valid.</returns>
    /// <remarks>
    /// Never throws for an instance, whatever it holds: one nested deeper than <see cref="MaxDepth"/>, or a pattern
    /// that runs longer than a second, gives an error.
    /// </remarks>
    public IReadOnlyList<JsonSchemaError> Validate(JsonElement instance, int maxErrors = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxErrors, 1);
        JsonSchemaError? aborted = Try(new EvaluationRun(), instance, out bool valid);
        if (valid)
            return [];

        List<JsonSchemaError> errors = [];
        aborted = Try(new EvaluationRun(errors, maxErrors), instance, out _) ?? aborted;
        if (aborted is not null && errors.Count < maxErrors)
            errors.Add(aborted);
        return errors;
    }

    /// <summary>Tells whether an instance is valid, without saying why not; faster than <see cref="Validate"/> on invalid ones.</summary>
    /// <param name="instance">The value to check.</param>
    public bool IsValid(JsonElement instance)
    {
        Try(new EvaluationRun(), instance, out bool valid);
        return valid;
    }

    private JsonSchemaError? Try(EvaluationRun run, JsonElement instance, out bool valid)
    {
        if (instance.ValueKind == JsonValueKind.Undefined)
            throw new ArgumentException("the instance is an empty JsonElement; give one that was parsed", nameof(instance));

        try
        {
            valid = root.Evaluate(run, instance, seen: null);
            return null;
        }
        catch (EvaluationAbortedException aborted)
        {
            valid = false;
            return aborted.Error;
        }
    }
}
