namespace TorchSharp;

/// <summary>Disposes at its end every tensor made on its thread since it was opened, but for those moved out or detached. Scopes nest.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? t_current;

    private readonly HashSet<IDisposable> _owned = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? _outer;
    private bool _closed;

    internal DisposeScope()
    {
        _outer = t_current;
        t_current = this;
    }

    public int DisposablesCount => _owned.Count;

    public bool Contains(IDisposable disposable) => _owned.Contains(disposable);

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.Owner?.Forget(tensor);
            tensor.Owner = this;
        }

        _owned.Add(disposable);
    }

    /// <summary>Takes the object out of this scope; it lives until somebody disposes it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Forget(disposable);
        return disposable;
    }

    /// <summary>Hands the object to the scope around this one, or to nobody where there is none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveTo(_outer, disposable);

    public T MoveToOther<T>(DisposeScope scope, T disposable)
        where T : IDisposable => MoveTo(scope, disposable);

    public void DisposeEverything()
    {
        foreach (var item in _owned.ToArray())
        {
            Forget(item);
            item.Dispose();
        }
    }

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        foreach (var item in _owned.Where(item => !ReferenceEquals(item, keep)).ToArray())
        {
            Forget(item);
            item.Dispose();
        }

        return keep;
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        DisposeEverything();
        if (ReferenceEquals(t_current, this))
            t_current = _outer;
    }

    internal static void Register(torch.Tensor tensor)
    {
        if (t_current is { } scope)
        {
            scope._owned.Add(tensor);
            tensor.Owner = scope;
        }
    }

    internal void Forget(IDisposable disposable)
    {
        _owned.Remove(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.Owner = null;
    }

    private T MoveTo<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        Forget(disposable);
        scope?.Attach(disposable);
        return disposable;
    }
}
