using SynthTrain.Core.Hashing;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>Decides what a request speaks of: what is required, and none, one, two or several of the rest, each as likely as another.</summary>
internal sealed class Choice(OfflineBatch batch, Speech speech, SeededRandom random)
{
    private static readonly int[] s_counts = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4];

    /// <summary>The things spoken of; never the dropped ones.</summary>
    public List<SpokenItem> Items(IReadOnlyCollection<CliArgument> dropped)
    {
        var count = random.Pick(s_counts);
        var optional = batch.Subcommand.Arguments.Where(argument => !argument.IsRequired).Select(argument => argument.Name).Concat(batch.Subcommand.Flags.Select(flag => flag.Name)).ToArray();
        random.Shuffle(optional.AsSpan());
        var chosen = optional.Take(dropped.Count > 0 ? Math.Min(1, count) : count).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. batch.Subcommand.Arguments.Where(argument => argument.IsRequired ? !dropped.Contains(argument) : chosen.Contains(argument.Name)).Select(argument => speech.Speak(argument, random)),
            .. batch.Subcommand.Flags.Where(flag => chosen.Contains(flag.Name)).Select(speech.Speak),
        ];
    }
}
