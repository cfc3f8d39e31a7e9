namespace SynthTrain.Training.Generation.Json;

/// <summary>A key that the schema does not name, without escapes: it is none of the named ones, and none that was there.</summary>
/// <param name="Object">The object.</param>
/// <param name="Inner">The key as a string.</param>
/// <param name="Text">Its bytes, one a character.</param>
internal sealed record KeyFrame(ObjectFrame Object, StringFrame Inner, string Text) : Frame
{
    public override Frame? Below { get => Object; init => throw new NotSupportedException("the object is what goes on"); }

    /// <summary>Behind the opening quote.</summary>
    public static StringFrame Start { get; } = new(new StringNode(0, int.MaxValue), 0, StringPhase.Content, null);

    public override void Step(byte next, ICollection<Frame?> into)
    {
        if (next == '\\')
            return;
        var inner = new List<Frame?>();
        Inner.Step(next, inner);
        foreach (var frame in inner)
        {
            if (frame is StringFrame text)
                into.Add(new KeyFrame(Object, text, Text + (char)next));
            else if (Object.With(System.Text.Encoding.UTF8.GetString([.. Text.Select(letter => (byte)letter)])) is { } behind)
                into.Add(behind);
        }
    }
}
