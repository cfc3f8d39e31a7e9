using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Drafts;

/// <summary>Leaves out a note or a check.</summary>
internal static class CoverageFlaw
{
    /// <summary>Takes one element away, or all; false when there is none.</summary>
    public static bool Apply(JsonArray list, SeededRandom random)
    {
        if (list.Count == 0)
            return false;
        if (random.Below(3) == 0)
            list.Clear();
        else
            list.RemoveAt(random.Below(list.Count));
        return true;
    }
}
