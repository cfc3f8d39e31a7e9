using TorchSharp.Autograd;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The gradient summed so far; <see langword="null"/> before the first backward pass. The handle is the caller's, the memory is shared.</summary>
        public Tensor? grad
        {
            get => Record?.Gradient is { } gradient ? new Tensor(gradient, register: true) : null;
            set
            {
                var record = Record ??= new GradRecord();
                record.Gradient?.Dispose();
                record.Gradient = value?.HiddenHandle();
            }
        }

        public bool requires_grad
        {
            get => Record is { RequiresGrad: true };
            set
            {
                if (value && !is_floating_point())
                    throw new InvalidOperationException($"only floating point tensors have gradients, this one is {dtype}");
                if (Record is { Maker: not null } && !value)
                    throw new InvalidOperationException("only a leaf may stop requiring a gradient; use detach()");
                if (value || Record is not null)
                    (Record ??= new GradRecord()).Wanted = value;
            }
        }

        public bool is_leaf => Record?.Maker is null;

        internal GradRecord? Record { get; set; }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a result that is no leaf.</summary>
        public void retain_grad()
        {
            if (Record is { } record)
                record.Retained = true;
        }

        /// <summary>Adds the gradient of this scalar to every leaf it was computed from.</summary>
        public void backward() => autograd.backward(this);

        /// <param name="retain_graph">Whether the graph may be run again.</param>
        /// <param name="create_graph">Must be <see langword="false"/>: gradients of gradients are not recorded.</param>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The same values, outside the graph.</summary>
        public Tensor detach() => new(this, register: true);

        /// <summary>A second handle, inside the graph.</summary>
        public Tensor alias() => new(this, register: true) { Record = Record?.Share() };

        /// <summary>A handle that no scope owns, outside the graph.</summary>
        internal Tensor HiddenHandle() => new(this, register: false);
    }
}
