using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Training.Generation;

/// <summary>How many groups of prompts have room at a time. Answers do not depend on it.</summary>
internal static class GroupMemory
{
    /// <summary>Bytes of all groups in flight.</summary>
    public const long Most = 1L << 30;

    /// <summary>Bytes that a group takes, about: keys and values as the cache takes room for them, the mask twice (as it is made and as the model reads it), scores as they come and as they are kept, and what the constraint lets through.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="rows">Prompts of the group.</param>
    /// <param name="longest">Tokens of its longest prompt.</param>
    /// <param name="answer">The most tokens of an answer.</param>
    public static long Of(ModelConfig config, int rows, int longest, int answer)
    {
        var needed = Math.Min(config.MaxPositions, (long)longest + answer);
        var room = Math.Min(needed, longest + 256L);
        while (room < needed)
            room = Math.Min(2 * room, config.MaxPositions);
        var token = 2L * sizeof(float) * config.LayerCount * config.KeyValueHeadCount * config.HeadSize;
        var mask = rows > 1 ? 2L * longest * longest : 0;
        return rows * ((room * token) + mask + ((2L * sizeof(float) + 1) * config.VocabularySize));
    }

    /// <summary>Groups at a time: as many as are wanted, or so many that the largest of them have room together; one at least.</summary>
    /// <param name="bytes">Of each group.</param>
    /// <param name="wanted">The most at a time.</param>
    /// <param name="most">Bytes of all together.</param>
    public static int Together(IEnumerable<long> bytes, int wanted, long most = Most)
    {
        var (sum, count) = (0L, 0);
        foreach (var group in bytes.OrderDescending().Take(Math.Max(1, wanted)))
        {
            sum += group;
            if (sum > most && count > 0)
                break;
            count++;
        }

        return Math.Max(1, count);
    }
}
