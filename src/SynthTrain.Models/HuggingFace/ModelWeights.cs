using System.Text.Json;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>The weights of a folder by name: one <c>model.safetensors</c>, or shards with an index.</summary>
public sealed class ModelWeights : IDisposable
{
    internal const string Single = "model.safetensors";
    internal const string Index = "model.safetensors.index.json";
    private static readonly StringComparer s_paths = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private readonly Dictionary<string, SafetensorsFile> _places = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> _files = [];

    private ModelWeights()
    {
    }

    /// <summary>The files, in the order of their names.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>The names of all tensors, file by file, within a file in the order of their UTF-8 bytes: the order in which Python's <c>safe_open</c> lists them.</summary>
    public IEnumerable<string> Names => _files.SelectMany(file => file.Tensors.Select(tensor => tensor.Name).Order(Utf8Order.Instance));

    /// <summary>Whether an index says which file holds which tensor.</summary>
    internal bool HasIndex { get; private set; }

    /// <summary>Opens a folder's weights.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The files to look at, by full path; default: those that the folder holds.</param>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, or <see cref="ModelFault.BadTensor"/> when index and files disagree, or both forms of weights are there.</exception>
    public static ModelWeights Open(string folder, IReadOnlyCollection<string>? files = null)
    {
        var weights = new ModelWeights();
        try
        {
            var listed = files?.Select(Path.GetFullPath).ToHashSet(s_paths);
            var (single, index) = (Has(folder, Single, listed), Has(folder, Index, listed));
            if (!single && !index)
                throw new ModelException(ModelFault.NotFound, $"'{folder}' has neither '{Single}' nor '{Index}'{(files is null ? "" : " among the model's files")}", folder);
            if (index)
                weights.AddShards(folder, listed);
            else
                weights.Add(Path.Combine(folder, Single));
            if (single && !weights._files.Exists(file => Path.GetFileName(file.Name) == Single))
                throw new ModelException(ModelFault.BadTensor, $"'{folder}' has both '{Single}' and '{Index}', which does not name it: one of them is left from an earlier model; delete the one that is not meant", folder);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>The file that holds a tensor, and the tensor; <see langword="null"/> when there is none.</summary>
    public (SafetensorsFile File, SafetensorsTensor Tensor)? Find(string name) => _places.TryGetValue(name, out var file) ? (file, file.Require(name)) : null;

    /// <summary>The file that holds a tensor, and the tensor.</summary>
    public (SafetensorsFile File, SafetensorsTensor Tensor) Require(string name) =>
        Find(name) ?? throw new ModelException(ModelFault.BadTensor, $"the weights '{string.Join("', '", _files.Select(file => file.Name))}' have no tensor '{name}'", _files.FirstOrDefault()?.Name);

    /// <summary>All values of a tensor as <see cref="float"/>.</summary>
    public float[] ReadFloats(string name)
    {
        var (file, tensor) = Require(name);
        return file.ReadFloats(tensor);
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    /// <summary>Holds names and shapes against a config and reports every difference at once.</summary>
    internal void Check(ModelConfig config)
    {
        var expected = ModelTensors.Expected(config);
        var faults = expected.Where(item => !_places.ContainsKey(item.Key)).Select(item => $"'{item.Key}' is missing").ToList();
        foreach (var tensor in _files.SelectMany(file => file.Tensors))
        {
            if (!expected.TryGetValue(tensor.Name, out var shape))
            {
                if (!ModelTensors.IsIgnored(tensor.Name))
                    faults.Add($"'{tensor.Name}' is not known to a {config.Architecture} of this config");
            }
            else if (!shape.SequenceEqual(tensor.Shape))
            {
                faults.Add($"'{tensor.Name}' has the shape [{string.Join(", ", tensor.Shape)}] where the config wants [{string.Join(", ", shape)}]");
            }
            else if (tensor.Type is not (SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F64))
            {
                faults.Add($"'{tensor.Name}' is {tensor.Type} where F32, F16, BF16 or F64 is needed");
            }
        }

        if (faults.Count > 0)
            throw new ModelException(ModelFault.BadTensor, $"the weights do not fit the config: {string.Join("; ", faults.Take(10))}{(faults.Count > 10 ? $"; and {faults.Count - 10} more" : "")}", _files[0].Name);
    }

    private static bool Has(string folder, string name, HashSet<string>? listed)
    {
        var path = Path.Combine(folder, name);
        return listed is null ? File.Exists(path) : listed.Contains(Path.GetFullPath(path));
    }

    private void AddShards(string folder, HashSet<string>? listed)
    {
        HasIndex = true;
        var text = JsonText.Read(Path.Combine(folder, Index));
        var map = new JsonFields(text, text.Root).Object("weight_map") ?? throw text.Error(ModelFault.Damaged, $"'{text.File}' has no 'weight_map'");
        var wanted = map.Keys.ToDictionary(name => name, name => map.Text(name) ?? "", StringComparer.Ordinal);
        foreach (var (tensor, name) in wanted.Where(item => item.Value.Length == 0 || Path.GetFileName(item.Value) != item.Value || item.Value is "." or ".."))
            throw map.Error(ModelFault.Damaged, tensor, $"'{text.File}' places '{tensor}' in '{name}', which is not the name of a file in its folder");
        foreach (var name in wanted.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (listed is not null && !Has(folder, name, listed))
                throw new ModelException(ModelFault.NotFound, $"'{text.File}' names '{name}', which is not among the model's files", text.File);
            Add(Path.Combine(folder, name));
        }

        foreach (var (tensor, name) in wanted)
        {
            if (!_places.TryGetValue(tensor, out var file) || Path.GetFileName(file.Name) != name)
                throw map.Error(ModelFault.BadTensor, tensor, $"'{text.File}' places '{tensor}' in '{name}', which does not have it");
        }

        if (_places.Keys.FirstOrDefault(name => !wanted.ContainsKey(name)) is { } extra)
            throw new ModelException(ModelFault.BadTensor, $"'{_places[extra].Name}' has a tensor '{extra}' that '{text.File}' does not list", text.File);
    }

    private void Add(string path)
    {
        var file = SafetensorsFile.Open(path);
        _files.Add(file);
        foreach (var tensor in file.Tensors)
        {
            if (!_places.TryAdd(tensor.Name, file))
                throw new ModelException(ModelFault.BadTensor, $"'{path}' and '{_places[tensor.Name].Name}' both have a tensor '{tensor.Name}'", path);
        }
    }
}
