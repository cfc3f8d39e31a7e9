using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Zeroes elements at random while the module trains.</summary>
public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace)
        : base(nameof(Dropout))
    {
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    /// <summary>Has no effect: a new tensor is made.</summary>
    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training);
}
