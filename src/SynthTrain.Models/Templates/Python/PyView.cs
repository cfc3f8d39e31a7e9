namespace SynthTrain.Models.Templates;

/// <summary>What <c>keys()</c>, <c>values()</c> and <c>items()</c> of a dict give.</summary>
internal sealed class PyView(PyDict dict, string type)
{
    public PyDict Dict { get; } = dict;

    /// <summary><c>dict_keys</c>, <c>dict_values</c> or <c>dict_items</c>.</summary>
    public string TypeName { get; } = type;

    public bool IsValues => TypeName == "dict_values";

    public IEnumerable<object?> Items => TypeName switch
    {
        "dict_keys" => Dict.Entries.Select(e => e.Key),
        "dict_values" => Dict.Entries.Select(e => e.Value),
        _ => Dict.Entries.Select(e => (object?)new PyTuple(e.Key, e.Value)),
    };
}
