namespace SynthTrain.Stages.Dataset;

/// <summary>Why rows are rejected: stable words, counted in the statistics.</summary>
internal static class RejectReasons
{
    /// <summary>No draft has the plan row's id.</summary>
    public const string NoDraft = "no_draft";

    /// <summary>No critique has the plan row's id.</summary>
    public const string NoCritique = "no_critique";

    /// <summary>The final answer is not one JSON object.</summary>
    public const string Parse = "parse";

    /// <summary>The final answer breaks the schema.</summary>
    public const string Schema = "schema";

    /// <summary>Strict: the critique holds no verdict.</summary>
    public const string Critique = "critique";

    /// <summary>Strict: an issue of the critique points at something that the final answer still has unchanged.</summary>
    public const string Unresolved = "unresolved";

    /// <summary>Strict: the final answer has another payload type than the plan asks for.</summary>
    public const string PayloadType = "payload_type";
}
