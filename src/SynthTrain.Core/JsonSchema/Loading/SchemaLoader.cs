namespace SynthTrain.Core.JsonSchema;

/// <summary>From text to rules: parse, find the schemas, give each its rules, look for circles.</summary>
internal static class SchemaLoader
{
    private static readonly Func<SchemaReader, SchemaRule?>[] Factories =
    [
        TypeRule.From, ConstRule.From, EnumRule.From, NumberRule.From, TextRule.From,
        ArraySizeRule.From, ItemsRule.From, ContainsRule.From, UniqueItemsRule.From,
        ObjectSizeRule.From, RequiredRule.From, DependentRequiredRule.From, PropertyNamesRule.From, MembersRule.From,
        ReferenceRule.From, AllOfRule.From, AnyOfRule.From, OneOfRule.From, NotRule.From, ConditionRule.From, DependentSchemasRule.From,
        UnevaluatedItemsRule.From, UnevaluatedPropertiesRule.From,
    ];

    public static SchemaNode Load(SchemaSource source)
    {
        SchemaIndex index = new(source);
        index.Add(source.Parse());
        SchemaReferences references = new(source, index);
        foreach (SchemaSite site in index.Sites)
            site.Node.Fill(RulesOf(new SchemaReader(source, index, references, site)));
        SchemaCircles.Check(source, index);
        return index.NodeAt(string.Empty);
    }

    private static IReadOnlyList<SchemaRule> RulesOf(SchemaReader reader) => reader.Boolean switch
    {
        true => [],
        false => [FalseRule.Instance],
        null => [.. Factories.Select(factory => factory(reader)).OfType<SchemaRule>()],
    };
}
