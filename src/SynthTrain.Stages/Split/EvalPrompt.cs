namespace SynthTrain.Stages.Split;

/// <summary>A prompt of an eval suite.</summary>
/// <param name="File">The suite, as messages print it.</param>
/// <param name="Line">1-based line in <paramref name="File"/>.</param>
/// <param name="Text">The prompt.</param>
internal sealed record EvalPrompt(string File, int Line, string Text)
{
    public override string ToString() => $"{File}({Line})";
}
