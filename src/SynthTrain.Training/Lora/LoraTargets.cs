using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Lora;

/// <summary>Which layers an adapter changes [PEFT src/peft/tuners/tuners_utils.py].</summary>
public static class LoraTargets
{
    /// <summary>Every linear layer but the head.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>From this number on PEFT writes the shortest ends of names that tell targets from other modules.</summary>
    private const int Many = 20;

    /// <summary>The modules that targets name, in the model's order.</summary>
    /// <param name="modules">The model's linear layers by path.</param>
    /// <param name="targets">Paths or their ends, or the one entry <see cref="AllLinear"/>.</param>
    /// <exception cref="SynthException">ST3107: a target names nothing; the message lists what there is.</exception>
    public static IReadOnlyList<string> Resolve(IReadOnlyCollection<string> modules, IReadOnlyList<string> targets)
    {
        if (targets is [AllLinear])
            return [.. modules];
        var unknown = targets.Where(target => !modules.Any(module => Names(target, module))).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0 || targets.Count == 0)
            throw new SynthException(Codes.UnknownLoraTarget, Message(modules, unknown));
        return [.. modules.Where(module => targets.Any(target => Names(target, module)))];
    }

    /// <summary>What PEFT writes as <c>target_modules</c>: the targets as they were given; for <see cref="AllLinear"/> full paths, and their ends where there are many. Sorted.</summary>
    /// <param name="modules">As in <see cref="Resolve"/>.</param>
    /// <param name="targets">As in <see cref="Resolve"/>.</param>
    internal static IReadOnlyList<string> Written(IReadOnlyCollection<string> modules, IReadOnlyList<string> targets)
    {
        IEnumerable<string> names = targets is not [AllLinear] ? targets : modules.Count < Many ? modules : Ends(modules);
        return [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool Names(string target, string module) => module == target || module.EndsWith($".{target}", StringComparison.Ordinal);

    private static IEnumerable<string> Ends(IEnumerable<string> modules) => modules.Select(module => module[(module.LastIndexOf('.') + 1)..]);

    private static string Message(IReadOnlyCollection<string> modules, List<string> unknown)
    {
        var valid = string.Join(", ", Ends(modules).Distinct(StringComparer.Ordinal).Select(name => $"'{name}'"));
        return unknown switch
        {
            [] => $"No LoRA target is given. Valid are {valid}, a full path such as '{modules.First()}', or '{AllLinear}' alone for all of them.",
            _ when unknown.Contains(AllLinear, StringComparer.Ordinal) => $"The LoRA target '{AllLinear}' stands among others; it must be the only one, or be replaced by some of {valid}.",
            [var one] => $"The LoRA target '{one}' names no linear layer of the model. Valid are {valid}, a full path such as '{modules.First()}', or '{AllLinear}' alone for all of them.",
            _ => $"The LoRA targets {string.Join(", ", unknown.Select(name => $"'{name}'"))} name no linear layer of the model. Valid are {valid}, a full path such as '{modules.First()}', or '{AllLinear}' alone for all of them.",
        };
    }
}
