namespace SynthTrain.Core.JsonSchema;

/// <summary>Recognizes slips of the pen.</summary>
internal static class EditDistance
{
    /// <summary>Whether two letters changed, added or left out turn one word into the other, upper and lower case being equal.</summary>
    public static bool AtMostTwo(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2 || Math.Min(left.Length, right.Length) < 3)
            return false;
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                bool same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                int cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1] <= 2;
    }
}
