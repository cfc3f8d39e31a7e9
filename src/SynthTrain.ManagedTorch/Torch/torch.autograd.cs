using TorchSharp.Autograd;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations inside are not recorded.</summary>
    public static IDisposable no_grad() => new GradMode(enabled: false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static IDisposable inference_mode(bool mode = true) => new GradMode(!mode);

    public static bool is_grad_enabled() => GradMode.Enabled;

    /// <summary>Gradients by reverse-mode differentiation.</summary>
    public static partial class autograd
    {
        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <param name="grad_tensors">Gradients of the tensors; may be left out for tensors of one element.</param>
        /// <param name="inputs">Where given, only these leaves get a gradient.</param>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (inputs is not null)
            {
                foreach (var (input, gradient) in inputs.Zip(grad(tensors, inputs, grad_tensors, retain_graph ?? create_graph, create_graph, allow_unused: true)))
                {
                    if (gradient is not null)
                        Gradients.Accumulate(input.Record!, gradient.HiddenHandle());
                }

                return;
            }

            RefuseSecondOrder(create_graph);
            using var scope = NewDisposeScope();
            new Engine(retain_graph ?? false, captured: null).Run(Roots(tensors, grad_tensors));
        }

        /// <summary>Gradients of the outputs' sum by the inputs, without touching <c>grad</c>.</summary>
        /// <param name="allow_unused">Whether an input without influence gives <see langword="null"/> instead of an error.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            RefuseSecondOrder(create_graph);
            var captured = new Dictionary<GradRecord, Tensor?>();
            foreach (var input in inputs)
                captured[input.Record is { RequiresGrad: true } record ? record : throw new InvalidOperationException("an input of autograd.grad does not require a gradient")] = null;
            using (NewDisposeScope())
                new Engine(retain_graph, captured).Run(Roots(outputs, grad_outputs));
            return [.. inputs.Select(input => Found(captured[input.Record!], allow_unused)!)];
        }

        private static Tensor? Found(Tensor? gradient, bool allowUnused)
        {
            if (gradient is null)
                return allowUnused ? null : throw new InvalidOperationException("an input of autograd.grad has no influence on the outputs; pass allow_unused: true where that is meant");
            DisposeScope.Register(gradient);
            return gradient;
        }

        private static List<(Tensor Root, Tensor Gradient)> Roots(IList<Tensor> tensors, IList<Tensor>? gradients)
        {
            var roots = new List<(Tensor, Tensor)>();
            for (var i = 0; i < tensors.Count; i++)
            {
                var gradient = gradients?[i] ?? (tensors[i].NumberOfElements == 1
                    ? ones(tensors[i].Shape, tensors[i].dtype)
                    : throw new InvalidOperationException($"backward of a tensor {Layouts.Layout.Text(tensors[i].Shape)} needs its gradient; only a tensor of one element has 1 as default"));
                roots.Add((tensors[i], gradient));
            }

            return roots;
        }

        private static void RefuseSecondOrder(bool createGraph)
        {
            if (createGraph)
                throw new NotSupportedException("create_graph is not supported: gradients of gradients are not recorded here");
        }
    }
}
