namespace SynthTrain.Models.Templates;

/// <summary>Jinja's <c>cycler</c>.</summary>
internal sealed class Cycler(object?[] items)
{
    private int _at;

    public object? Current => items[_at];

    public object? Next()
    {
        var item = items[_at];
        _at = (_at + 1) % items.Length;
        return item;
    }

    public object? Reset()
    {
        _at = 0;
        return null;
    }
}
