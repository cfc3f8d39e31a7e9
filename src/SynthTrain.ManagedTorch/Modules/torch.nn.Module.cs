using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters, buffers and modules under names. Fields of these types are registered by <see cref="RegisterComponents"/>, under their own names.</summary>
        public partial class Module : IDisposable
        {
            private readonly string _name;
            private readonly List<(string Name, Parameter Value)> _parameters = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> _buffers = [];
            private readonly List<(string Name, Module Value)> _modules = [];

            protected Module(string name) => _name = name;

            /// <summary>Whether dropout is on.</summary>
            public bool training { get; private set; } = true;

            public virtual string GetName() => _name;

            public virtual void register_parameter(string name, Parameter param)
            {
                param.DetachFromDisposeScope();
                Put(_parameters, name, param);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                tensor.DetachFromDisposeScope();
                _buffers.RemoveAll(buffer => buffer.Name == name);
                _buffers.Add((name, tensor, persistent));
            }

            public virtual void register_module(string name, Module submodule) => Put(_modules, name, submodule);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                return [.. (recurse ? AllParameters("") : _parameters).Where(entry => seen.Add(entry.Value))];
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                _buffers.Where(buffer => include_nonpersistent || buffer.Persistent).Select(buffer => (buffer.Name, buffer.Value))
                    .Concat(_modules.Where(_ => recurse).SelectMany(module => module.Value.named_buffers(true, include_nonpersistent).Select(entry => ($"{module.Name}.{entry.name}", entry.buffer))));

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules.Select(module => (module.Name, module.Value));

            public virtual IEnumerable<Module> children() => _modules.Select(module => module.Value);

            /// <summary>All modules below this one, with their paths.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                _modules.SelectMany(module => module.Value.named_modules().Select(inner => ($"{module.Name}.{inner.name}", inner.module)).Prepend((module.Name, module.Value)));

            public virtual IEnumerable<Module> modules() => named_modules().Select(module => module.module);

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            /// <summary>Parameters and persistent buffers by path; the tensors are the module's own.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                var result = destination ?? [];
                var lead = string.IsNullOrEmpty(prefix) ? "" : $"{prefix}.";
                foreach (var (name, parameter) in AllParameters(""))
                    result[lead + name] = parameter;
                foreach (var (name, buffer) in named_buffers(true, include_nonpersistent: false))
                    result[lead + name] = buffer;
                return result;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                        parameter.grad = null;
                    else if (parameter.grad is { } gradient)
                        gradient.zero_();
                }
            }

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Registers fields that hold parameters, tensors or modules.</summary>
            protected virtual void RegisterComponents() => ComponentFields.Register(this);

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var child in children())
                    child.Dispose();
                foreach (var (_, parameter) in _parameters)
                    parameter.Dispose();
                foreach (var (_, buffer, _) in _buffers)
                    buffer.Dispose();
            }

            private protected void Forget() => _modules.Clear();

            private IEnumerable<(string Name, Parameter Value)> AllParameters(string lead) =>
                _parameters.Select(entry => (lead + entry.Name, entry.Value)).Concat(_modules.SelectMany(module => module.Value.AllParameters($"{lead}{module.Name}.")));

            private static void Put<T>(List<(string Name, T Value)> list, string name, T value)
            {
                var at = list.FindIndex(entry => entry.Name == name);
                if (at >= 0)
                    list[at] = (name, value);
                else
                    list.Add((name, value));
            }
        }
    }
}
