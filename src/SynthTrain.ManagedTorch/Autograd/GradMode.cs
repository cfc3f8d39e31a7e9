namespace TorchSharp.Autograd;

/// <summary>Whether operations on this thread are recorded for gradients.</summary>
internal sealed class GradMode : IDisposable
{
    [ThreadStatic]
    private static bool t_off;

    private readonly bool _before = t_off;

    public GradMode(bool enabled) => t_off = !enabled;

    public static bool Enabled
    {
        get => !t_off;
        set => t_off = !value;
    }

    public void Dispose() => t_off = _before;
}
