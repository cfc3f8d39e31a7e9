using TorchSharp.Autograd;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Adam with decay apart from the gradient (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019), in PyTorch's order: decay, moments, step; eps is added to the root.</summary>
public class AdamW : OptimizerHelper
{
    public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <summary>Settings that a group leaves open are taken from here.</summary>
    public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        foreach (var group in parameters)
        {
            var options = group.Options;
            options.LearningRate ??= lr;
            options.beta1 ??= beta1;
            options.beta2 ??= beta2;
            options.eps ??= eps;
            options.weight_decay ??= weight_decay;
            options.amsgrad ??= amsgrad;
            options.maximize ??= maximize;
            options.InitialLearningRate = options.LearningRate.Value;
            if (options.amsgrad.Value || options.maximize.Value)
                throw new NotSupportedException("AdamW with amsgrad or maximize is not supported");
            add_param_group(group);
        }
    }

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        using var scope = NewDisposeScope();
        var sweep = new Kernels.AdamWSweep();
        var loss = EachWithGradient(closure, (group, parameter, gradient) =>
        {
            var state = (State)_state[parameter];
            state.step++;
            Graph.WritesTo(parameter);
            Graph.WritesTo(state.exp_avg);
            Graph.WritesTo(state.exp_avg_sq);
            sweep.Add(Kernels.AdamWStep.Of((Options)group.Options, state.step), parameter, gradient, state);
        });
        sweep.Run();
        return loss?.MoveToOuterDisposeScope();
    }

    private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

    /// <summary>Settings of a group; what is left open comes from the optimizer.</summary>
    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? eps;
        public double? weight_decay;
        public bool? amsgrad;
        public bool? maximize;
    }

    /// <summary>Parameters with settings of their own.</summary>
    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
        {
        }
    }

    /// <summary>Moments of one parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor exp_avg = null!;
        public Tensor exp_avg_sq = null!;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            exp_avg = Zeros();
            exp_avg_sq = Zeros();
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            exp_avg.copy_(other.exp_avg);
            exp_avg_sq.copy_(other.exp_avg_sq);
        }

        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
        }
    }
}
