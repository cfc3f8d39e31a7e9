using TorchSharp.Autograd;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Gradient descent with momentum and decay in the gradient, in PyTorch's order.</summary>
public class SGD : OptimizerHelper
{
    private readonly double _momentum;
    private readonly double _dampening;
    private readonly double _decay;
    private readonly bool _nesterov;

    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        if (maximize)
            throw new NotSupportedException("SGD with maximize is not supported");
        (_momentum, _dampening, _decay, _nesterov) = (momentum, dampening, weight_decay, nesterov);
        add_param_group(new ParamGroup { Parameters = parameters, Options = new OptimizerOptions { LearningRate = lr, InitialLearningRate = lr } });
    }

    public override Tensor? step(Func<Tensor>? closure = null) => EachWithGradient(closure, (group, parameter, gradient) =>
    {
        using var scope = NewDisposeScope();
        var state = (State)_state[parameter];
        var direction = _decay == 0 ? gradient : gradient.add(parameter.detach().mul(_decay));
        if (_momentum != 0)
        {
            state.momentum_buffer = state.momentum_buffer is { } buffer
                ? buffer.mul_(_momentum).add_(direction.mul(1 - _dampening))
                : direction.clone().DetachFromDisposeScope();
            direction = _nesterov ? direction.add(state.momentum_buffer.mul(_momentum)) : state.momentum_buffer;
        }

        Graph.WritesTo(parameter);
        parameter.sub_(direction.mul(group.LearningRate));
    });

    private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

    /// <summary>The momentum of one parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public Tensor? momentum_buffer;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options) => momentum_buffer = null;

        public override void LoadStateDict(OptimizerState source) =>
            momentum_buffer = ((State)source).momentum_buffer?.detach().clone().DetachFromDisposeScope();

        public void Dispose() => momentum_buffer?.Dispose();
    }
}
