using SynthTrain.Core.JsonSchema;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;

namespace SynthTrain.Stages.Qa;

/// <summary>Puts the checks of single rows together, in the order of <see cref="QaReason"/>.</summary>
internal static class QaChecks
{
    /// <summary>The checks that options and inputs ask for; all faults of their files at once.</summary>
    public static IReadOnlyList<IQaCheck> Load(StageContext context, QaOptions options)
    {
        var faults = new Faults();
        List<IQaCheck> checks = [];
        foreach (var path in context.Inputs("schema"))
            checks.Add(faults.Try<IQaCheck>(() => new SchemaCheck(SchemaFile.Load(context.Files, path, context.Display(path)), context.Display(path))));
        checks.Add(new LengthCheck(options.MinLength, options.MaxLength));
        if (options.RejectRefusals)
            checks.Add(new RefusalCheck());
        if (options.Language != Languages.Any)
            checks.Add(new LanguageCheck(options.Language));
        if (context.Inputs("banned") is { Count: > 0 } banned)
            checks.Add(faults.Try<IQaCheck>(() => BannedPhrases.Load(context, banned)));
        faults.ThrowIfAny();
        return checks;
    }
}
