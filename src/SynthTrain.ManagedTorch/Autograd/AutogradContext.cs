using TorchSharp.Autograd;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a user's function hands from its forward to its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private readonly List<Tensor> _pending = [];
            private List<Saved>? _saved;

            internal AutogradContext()
            {
            }

            public void save_for_backward(List<Tensor> tensors) => _pending.AddRange(tensors);

            public List<Tensor> get_saved_variables() => _saved is null ? _pending : [.. _saved.Select(saved => saved.Value)];

            public void save_data(string key, object value) => _data[key] = value;

            public object get_data(string key) => _data[key];

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => _data.Clear();

            /// <summary>From here on the graph holds the tensors, and frees them with itself.</summary>
            internal void HandOver(Node node)
            {
                _saved = [.. _pending.Select(node.Save)];
                _pending.Clear();
            }
        }
    }
}
