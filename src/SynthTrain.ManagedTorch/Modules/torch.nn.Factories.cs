using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        public static ModuleList<T> ModuleList<T>(params T[] modules)
            where T : Module => new(modules);

        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

        /// <summary>Weights and bias uniform between ±1/√inputSize, from the default generator.</summary>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
        {
            RequireCpu(device);
            var bound = 1 / Math.Sqrt(inputSize);
            var weight = init.uniform_(empty([outputSize, inputSize], dtype), -bound, bound);
            return new Linear(new Parameter(weight), hasBias ? new Parameter(init.uniform_(empty([outputSize], dtype), -bound, bound)) : null);
        }

        /// <summary>A table from the normal distribution. Only the sizes, device and type may be given.</summary>
        public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            RequireCpu(device);
            RefuseOptions(padding_idx, max_norm, scale_grad_by_freq, sparse);
            return new Embedding(new Parameter(init.normal_(empty([num_embeddings, embedding_dims], dtype))));
        }

        public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            RequireCpu(device);
            RefuseOptions(padding_idx, max_norm, scale_grad_by_freq, sparse);
            return new Embedding(new Parameter(dtype is { } type ? embeddings.to_type(type) : embeddings.alias(), requires_grad: !freeze));
        }

        private static void RefuseOptions(long? padding, double? maxNorm, bool scale, bool sparse)
        {
            if (padding is not null || maxNorm is not null || scale || sparse)
                throw new NotSupportedException("embeddings with padding_idx, max_norm, scale_grad_by_freq or sparse are not supported");
        }
    }
}
