namespace SynthTrain.Core.JsonSchema;

/// <summary>The capturing groups of a pattern, counted ahead since a reference may come before its group.</summary>
internal sealed class EcmaGroups
{
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);

    public EcmaGroups(string pattern)
    {
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\')
                IsReferred |= ++i < pattern.Length && !inClass && pattern[i] is 'k' or (>= '1' and <= '9');
            else if (c is '[' or ']')
                inClass = c == '[';
            else if (c == '(' && !inClass)
                Count(pattern.AsSpan(i + 1));
        }
    }

    public int Total { get; private set; }

    /// <summary>Gets a value indicating whether any group must be kept for a backreference.</summary>
    public bool IsReferred { get; private set; }

    public int? Find(string name) => names.TryGetValue(name, out int number) ? number : null;

    private void Count(ReadOnlySpan<char> group)
    {
        if (!group.StartsWith("?"))
        {
            Total++;
            return;
        }

        if (!group.StartsWith("?<") || group.StartsWith("?<=") || group.StartsWith("?<!") || group.IndexOf('>') is not (> 2 and int end))
            return;
        Total++;
        string name = group[2..end].ToString();
        if (!names.TryAdd(name, Total))
            throw new EcmaPatternException($"names the group {ErrorText.Quote(name)} twice; rename one");
    }
}
