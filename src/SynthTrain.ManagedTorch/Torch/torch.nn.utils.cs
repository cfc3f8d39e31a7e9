using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Operations on many parameters.</summary>
        public static partial class utils
        {
            /// <summary>Scales all gradients so that their norm together does not exceed <paramref name="max_norm"/>: by min(1, max / (norm + 1e-6)), as PyTorch does.</summary>
            /// <param name="norm_type">2, 1 or +∞.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var gradients = tensors.Select(tensor => tensor.grad).OfType<Tensor>().ToList();
                if (gradients.Count == 0)
                    return 0;
                var sweep = norm_type == 2 && gradients.TrueForAll(Kernels.GradientSweep.Takes) ? new Kernels.GradientSweep(gradients) : null;
                var norms = sweep is not null ? [sweep.Norm()] : gradients.Select(gradient => (double)gradient.norm((float)norm_type)).ToList();
                var total = double.IsPositiveInfinity(norm_type) ? norms.Max() : (float)Math.Pow(norms.Sum(norm => Math.Pow(norm, norm_type)), 1 / norm_type);
                // NaN stays NaN, as in PyTorch: the factor is multiplied in whenever it is not 1.
                var factor = (float)(max_norm / (total + 1e-6));
                if ((factor < 1 || float.IsNaN(factor)) && sweep is not null)
                {
                    foreach (var gradient in gradients)
                        Autograd.Graph.WritesTo(gradient);
                    sweep.Scale(factor);
                }
                else if (factor < 1 || float.IsNaN(factor))
                {
                    foreach (var gradient in gradients)
                        gradient.mul_(factor);
                }

                return total;
            }
        }
    }
}
