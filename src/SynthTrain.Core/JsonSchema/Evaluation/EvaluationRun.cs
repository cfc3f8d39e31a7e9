using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace SynthTrain.Core.JsonSchema;

/// <summary>The state of one evaluation: depth, path and errors. Without an error list it only answers yes or no, and stops at the first no.</summary>
internal sealed class EvaluationRun
{
    public const int MaxDepth = 512;

    private const int TrialErrors = 4;

    private readonly Stack<EvaluatedSet> pool = new();
    private readonly StringBuilder? path;
    private List<JsonSchemaError>? errors;
    private int maxErrors;
    private int depth;

    public EvaluationRun()
    {
    }

    public EvaluationRun(List<JsonSchemaError> errors, int maxErrors)
    {
        this.errors = errors;
        this.maxErrors = maxErrors;
        path = new StringBuilder();
    }

    /// <summary>Gets a value indicating whether errors are wanted; only then is a message worth composing.</summary>
    public bool Collecting => errors is not null;

    /// <summary>Gets a value indicating whether a failed rule ends its schema: nobody collects, or enough is collected.</summary>
    public bool MayStop => errors is null || errors.Count >= maxErrors;

    public string Path => path?.ToString() ?? string.Empty;

    public void Enter()
    {
        // The second guard is for threads with small stacks.
        if (++depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw EvaluationAbortedException.TooDeep(Path);
    }

    public void Leave() => depth--;

    public void Report(string keyword, string text)
    {
        if (errors is not null && errors.Count < maxErrors)
            errors.Add(new(Path, keyword, ErrorText.WithPath(Path, text)));
    }

    /// <summary>Applies a schema to a property's value.</summary>
    public bool Member(SchemaNode node, JsonProperty property, string keyword)
    {
        if (errors is null)
            return node.Evaluate(this, property.Value, seen: null);
        string name = JsonText.NameOf(property);
        return Below(node, property.Value, JsonPointer.Escape(name), $"property {ErrorText.Quote(name)} is not allowed by {keyword}; remove it", keyword);
    }

    /// <summary>Applies a schema to an item of an array.</summary>
    public bool Item(SchemaNode node, JsonElement item, int index, string keyword)
    {
        if (errors is null)
            return node.Evaluate(this, item, seen: null);
        string position = index.ToString(CultureInfo.InvariantCulture);
        return Below(node, item, position, $"item {position} is not allowed by {keyword}; remove it", keyword);
    }

    /// <summary>Tries a schema without reporting; what it has looked at counts only when it matches.</summary>
    public bool Matches(SchemaNode node, JsonElement instance, EvaluatedSet? seen)
    {
        List<JsonSchemaError>? saved = errors;
        errors = null;
        EvaluatedSet? own = seen is null ? null : Rent();
        bool valid = node.Evaluate(this, instance, own);
        if (own is not null)
        {
            if (valid)
                seen!.Merge(own);
            Return(own);
        }

        errors = saved;
        return valid;
    }

    /// <summary>Finds out why a schema does not match, apart from the errors of this run.</summary>
    public List<JsonSchemaError> Explain(SchemaNode node, JsonElement instance)
    {
        List<JsonSchemaError>? saved = errors;
        int savedMax = maxErrors;
        List<JsonSchemaError> own = [];
        errors = own;
        maxErrors = TrialErrors;
        node.Evaluate(this, instance, seen: null);
        errors = saved;
        maxErrors = savedMax;
        return own;
    }

    public EvaluatedSet Rent() => pool.TryPop(out EvaluatedSet? set) ? set : new EvaluatedSet();

    public void Return(EvaluatedSet set)
    {
        set.Clear();
        pool.Push(set);
    }

    private bool Below(SchemaNode node, JsonElement value, string segment, string refusal, string keyword)
    {
        int length = path!.Length;
        path.Append('/').Append(segment);
        bool valid = !node.IsFalse && node.Evaluate(this, value, seen: null);
        if (node.IsFalse)
            Report(keyword, refusal);
        path.Length = length;
        return valid;
    }
}
