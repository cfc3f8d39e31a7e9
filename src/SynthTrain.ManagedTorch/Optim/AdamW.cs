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

    public override Tensor? step(Func<Tensor>? closure = null) => EachWithGradient(closure, (group, parameter, gradient) =>
    {
        var (options, state) = ((Options)group.Options, (State)_state[parameter]);
        state.step++;
        Graph.WritesTo(parameter);
        Graph.WritesTo(state.exp_avg);
        Graph.WritesTo(state.exp_avg_sq);
        Kernels.AdamWStep.Run(new Kernels.AdamWStep
        {
            Rate = options.LearningRate!.Value,
            Beta1 = options.beta1!.Value,
            Beta2 = options.beta2!.Value,
            Eps = options.eps!.Value,
            Decay = options.weight_decay!.Value,
            Step = state.step,
        }, parameter, gradient, state);
    });

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
