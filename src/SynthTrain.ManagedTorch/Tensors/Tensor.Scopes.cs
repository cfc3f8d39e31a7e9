namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a scope that disposes the tensors made on this thread until it ends.</summary>
    public static DisposeScope NewDisposeScope() => new();

    public partial class Tensor
    {
        /// <summary>Hands the tensor to the scope around its own.</summary>
        public Tensor MoveToOuterDisposeScope() => Owner is { } scope ? scope.MoveToOuter(this) : this;

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            other.Attach(this);
            return this;
        }

        /// <summary>Takes the tensor out of all scopes.</summary>
        public Tensor DetachFromDisposeScope() => Owner is { } scope ? scope.Detach(this) : this;
    }
}
