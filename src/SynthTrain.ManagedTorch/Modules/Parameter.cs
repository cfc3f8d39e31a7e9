namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : torch.Tensor
{
    /// <param name="data">Its values; the handle given is disposed, the memory goes over.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data, register: false)
    {
        data.Owner?.Attach(this);
        data.Dispose();
        this.requires_grad = requires_grad;
    }
}
