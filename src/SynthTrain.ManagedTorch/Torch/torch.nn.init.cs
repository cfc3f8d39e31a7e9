namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>First values of parameters, drawn with the default generator.</summary>
        public static partial class init
        {
            public static Tensor zeros_(Tensor tensor) => Fill(tensor, _ => zeros(tensor.Shape));

            public static Tensor ones_(Tensor tensor) => Fill(tensor, _ => ones(tensor.Shape));

            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, _ => full(tensor.Shape, val));

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Fill(tensor, shape => randn(shape, generator: generator).mul(std).add(mean));

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Fill(tensor, shape => rand(shape, generator: generator).mul(high - low).add(low));

            private static Tensor Fill(Tensor tensor, Func<long[], Tensor> values)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                tensor.copy_(values(tensor.Shape));
                return tensor;
            }
        }
    }
}
