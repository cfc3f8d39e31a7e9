namespace SynthTrain.Stages.Plan;

/// <summary>What <c>data/specs/dataset_v1_spec.yaml</c> says, checked.</summary>
internal sealed record PlanSpec
{
    /// <summary>The spec's own version, written into the statistics.</summary>
    public required int Version { get; init; }

    /// <summary>What ids start with; default <c>row</c>.</summary>
    public required string IdPrefix { get; init; }

    /// <summary>Chooses among the plans that meet the quotas; default 42.</summary>
    public required int Seed { get; init; }

    /// <summary>Rows of the whole plan.</summary>
    public required int Count { get; init; }

    /// <summary>The categories.</summary>
    public required SpecDimension Categories { get; init; }

    /// <summary>The difficulties.</summary>
    public required SpecDimension Difficulties { get; init; }

    /// <summary>The payload types.</summary>
    public required SpecDimension PayloadTypes { get; init; }

    /// <summary>The regions.</summary>
    public required SpecDimension Regions { get; init; }

    /// <summary>The slots by name.</summary>
    public required IReadOnlyDictionary<string, SpecSlot> Slots { get; init; }

    /// <summary>The templates.</summary>
    public required IReadOnlyList<SpecTemplate> Templates { get; init; }

    /// <summary>The facts.</summary>
    public required IReadOnlyList<SpecFact> Knowledge { get; init; }

    /// <summary>Line of the knowledge, for messages that planning finds.</summary>
    public required int KnowledgeLine { get; init; }

    /// <summary>The file, for messages that planning finds.</summary>
    public required string File { get; init; }

    /// <summary>The dimensions, in the order of the row's fields.</summary>
    public IReadOnlyList<SpecDimension> Dimensions => [Categories, Difficulties, PayloadTypes, Regions];

    /// <summary>The templates that may ask for a payload type in a category.</summary>
    public IReadOnlyList<SpecTemplate> TemplatesFor(int category, int payloadType) =>
        [.. Templates.Where(template => template.PayloadType == payloadType && template.Categories.Contains(category))];
}
