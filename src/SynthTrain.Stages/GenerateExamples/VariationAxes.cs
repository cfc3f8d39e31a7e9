using System.Globalization;
using SynthTrain.Core.Hashing;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples;

/// <summary>What batches vary: seed 003's axes, and typos, follow-ups and requests that lack something. Each batch leans to one, in turns.</summary>
internal static class VariationAxes
{
    private static readonly (string Sentence, Func<CliSubcommand, bool> Fits)[] s_axes =
    [
        ("Lean to formality: some as casual as a chat message, some polite whole sentences, some as precise as a ticket.", static _ => true),
        ("Lean to completeness: some spell everything out, others leave unsaid what a default or the situation implies.", static _ => true),
        ("Lean to synonyms: another verb or noun for the same thing each time, everyday words and jargon alike.", static _ => true),
        ("Lean to word order: what is asked for at the front, in the middle or at the end; questions, commands and fragments.", static _ => true),
        ("Lean to optional arguments and flags: none, one, or several of them together, in any order.", static it => it.Flags.Count > 0 || it.Arguments.Any(argument => !argument.IsRequired)),
        ("Lean to typing: slips, missing letters, swapped letters, no capitals, no punctuation, common abbreviations; values stay as they are meant.", static _ => true),
        ("Lean to follow-ups: requests that only make sense after earlier turns, which stand in \"context\", oldest first.", static _ => true),
        ("Lean to incomplete requests: a required argument is not given; the output lacks it too and names it in \"missing\".", static it => it.Arguments.Any(argument => argument.IsRequired)),
    ];

    /// <summary>The sentence of a subcommand's batch; depends on that subcommand, the seed and the number alone.</summary>
    /// <param name="subcommand">What the batch is about.</param>
    /// <param name="path">Its names and the batch's use, which decide where the turns begin.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="batch">1-based number of the batch.</param>
    public static string Focus(CliSubcommand subcommand, string path, int seed, int batch)
    {
        var fitting = s_axes.Where(axis => axis.Fits(subcommand)).ToArray();
        var first = SeededRandom.Hash("focus", path, seed.ToString(CultureInfo.InvariantCulture)) % (ulong)fitting.Length;
        return fitting[((int)first + batch - 1) % fitting.Length].Sentence;
    }
}
