using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How losses of rows become a result.</summary>
        public enum Reduction
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>Functions without state.</summary>
        public static partial class functional
        {
            /// <summary>input · weightsᵀ + bias.</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
            {
                var product = MatrixProducts.Linear(input, weights);
                return bias is null ? product : product.add(bias);
            }

            public static Tensor silu(Tensor x, bool inplace = false) => x.silu();

            public static Tensor relu(Tensor x, bool inplace = false) => x.relu();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>Zeroes each element with probability p and scales the others by 1/(1 − p), with the default generator.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (p is < 0 or > 1)
                    throw new ArgumentOutOfRangeException(nameof(p), $"dropout probability {p} is not between 0 and 1");
                if (!training || p == 0)
                    return input.alias();
                return input.mul(rand(input.Shape).ge(p).to_type(ScalarType.Float32).mul(p == 1 ? 0 : 1 / (1 - p)));
            }

            /// <summary>Mean negative log-likelihood of one class a row.</summary>
            /// <param name="weight">Must be left out.</param>
            /// <param name="label_smoothing">Must be 0.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0)
            {
                if (weight is not null || label_smoothing != 0)
                    throw new NotSupportedException("cross_entropy with class weights or label smoothing is not supported");
                return CrossEntropy.Loss(input, target, ignore_index, reduction);
            }

            /// <summary>softmax(q·kᵀ/√d + mask)·v of [batch, heads, length, size].</summary>
            /// <param name="attn_mask">Booleans (true takes part) or numbers to be added.</param>
            /// <param name="p">Dropout of the probabilities; above 0 the scores are materialised.</param>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false) =>
                Attention.Apply(query, key, value, attn_mask, p, is_casual);
        }
    }
}
