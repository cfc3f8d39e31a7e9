using TorchSharp.Autograd;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation whose gradient its writer gives.</summary>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            private protected Function()
            {
            }

            /// <summary>What the operation is called in messages of the real assembly.</summary>
            public abstract string Name { get; }

            private protected static List<Tensor> Apply(object[] vars, Func<T, AutogradContext, List<Tensor>> forward, Func<T, AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                var (function, context) = (new T(), new AutogradContext());
                List<Tensor> results;
                using (no_grad())
                    results = forward(function, context);
                Tensor?[] inputs = [.. vars.Select(value => value as Tensor)];
                if (!Graph.Records(inputs))
                    return results;
                // A result that is an input, or a second handle of one, must not change that one's record.
                results = [.. results.Select(result => result.Record is null ? result : result.detach())];
                var node = new Node(inputs, results.Count);
                context.HandOver(node);
                var shapes = results.Select(result => (result.Shape, result.dtype)).ToArray();
                node.Backward = gradients =>
                {
                    var given = gradients.Select((gradient, i) => gradient ?? zeros(shapes[i].Shape, shapes[i].dtype)).ToList();
                    var answers = backward(function, context, given);
                    return answers.Count == inputs.Length
                        ? [.. answers.Select((answer, i) => node.Needs(i) ? answer : null)]
                        : throw new InvalidOperationException($"backward of {typeof(T).Name} gave {answers.Count} gradients for {inputs.Length} arguments; give null for those that have none");
                };
                for (var i = 0; i < results.Count; i++)
                    node.Mark(results[i], i);
                return results;
            }
        }

        /// <summary>A function with one result.</summary>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
            protected SingleTensorFunction()
            {
            }

            public static Tensor apply(params object[] vars) =>
                Apply(vars, (function, context) => [function.forward(context, vars)], (function, context, gradients) => function.backward(context, gradients[0]))[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>Gradients of all arguments of <see cref="forward"/>, null where none flows.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);
        }

        /// <summary>A function with several results.</summary>
        public abstract class MultiTensorFunction<T> : Function<T>
            where T : MultiTensorFunction<T>, new()
        {
            protected MultiTensorFunction()
            {
            }

            public static List<Tensor> apply(params object[] vars) =>
                Apply(vars, (function, context) => function.forward(context, vars), (function, context, gradients) => function.backward(context, gradients));

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);
        }
    }
}
