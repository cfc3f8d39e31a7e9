using System.Globalization;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Loopback.Faults;

/// <summary>What goes wrong and when: the first rule that holds decides.</summary>
public sealed record FaultScript
{
    /// <summary>Seed of all chances; default 0. The same request's same attempt has the same fate, whatever comes between.</summary>
    public int Seed { get; init; }

    /// <summary>The rules.</summary>
    public IReadOnlyList<FaultRule> Rules { get; init; } = [];

    /// <summary>A script of rules.</summary>
    public static FaultScript Of(params FaultRule[] rules) => new() { Rules = rules };

    /// <summary>The fault of a request; null for none.</summary>
    internal ActiveFault? Pick(FaultSubject subject)
    {
        for (var i = 0; i < Rules.Count; i++)
        {
            var rule = Rules[i];
            if (!Holds(rule, subject) || rule.Kinds.Count == 0)
                continue;
            var random = new SeededRandom("fault", Number(Seed), Number(i), subject.ContentHash, Number(subject.Attempt));
            if (random.Below(1_000_000) >= rule.Rate * 1_000_000)
                continue;
            var kind = random.Pick(rule.Kinds);
            return kind == FaultKind.None ? null : new ActiveFault(kind, rule);
        }

        return null;
    }

    private static bool Holds(FaultRule rule, FaultSubject subject) =>
        (rule.From is not { } from || subject.Number >= from)
        && (rule.To is not { } to || subject.Number <= to)
        && (rule.FirstAttempts is not { } attempts || subject.Attempt <= attempts)
        && (rule.Model is not { } model || model == subject.Model)
        && (rule.PromptHolds is not { } text || subject.Prompt().Contains(text, StringComparison.Ordinal));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
