namespace SynthTrain.Models.Gguf;

/// <summary>What a converted file does otherwise than the model it was made from.</summary>
/// <param name="Fault">The code's number.</param>
/// <param name="Message">What differs, and from where on.</param>
public sealed record GgufWarning(ModelFault Fault, string Message)
{
    /// <summary>The code that users see, such as <c>ST3015</c>.</summary>
    public string Code => $"ST{(int)Fault}";
}
