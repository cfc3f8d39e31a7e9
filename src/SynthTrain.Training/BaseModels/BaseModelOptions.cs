using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.BaseModels;

/// <summary>How a base model is opened.</summary>
public sealed record BaseModelOptions
{
    /// <summary>The model as the project names it; default: the path.</summary>
    public string? Name { get; init; }

    /// <summary>Type and device of the weights; default float32 on the processor.</summary>
    public Placement? Placement { get; init; }

    /// <summary><c>model.chat_template</c>: the name of a built-in template that replaces the model's own.</summary>
    public string? Template { get; init; }
}
