namespace SynthTrain.Models.Templates;

/// <summary>What a call passes.</summary>
internal readonly struct CallArguments(object?[] positional, KeyValuePair<string, object?>[]? named = null)
{
    private static readonly KeyValuePair<string, object?>[] s_none = [];

    public object?[] Positional { get; } = positional;

    public KeyValuePair<string, object?>[] Named { get; } = named ?? s_none;

    /// <summary>The same with one more in front (the value of a filter).</summary>
    public CallArguments With(object? first) => new([first, .. Positional], Named);

    /// <summary>The same without the first ones.</summary>
    public CallArguments Skip(int count) => new(Positional[count..], Named);

    public bool TryNamed(string name, out object? value)
    {
        foreach (var (key, given) in Named)
        {
            if (key == name)
            {
                value = given;
                return true;
            }
        }

        value = null;
        return false;
    }
}
