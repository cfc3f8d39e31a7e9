using System.Text;
using System.Text.Json.Nodes;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Writes a model folder again: config with all its keys, weights in the same files with the same bytes, the other files as they are.</summary>
public static class ModelFolderWriter
{
    private const int ChunkBytes = 1 << 22;
    private static readonly string[] s_copied =
    [
        "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json",
    ];

    /// <summary>Writes the model into a folder, which is made when it is not there. Memory stays at a few megabytes.</summary>
    public static void Write(HuggingFaceModel model, string folder) => Write(model, folder, null);

    internal static void Write(HuggingFaceModel model, string folder, IWeightChange? change)
    {
        var files = model.Weights.Files.Select(file => Path.GetFileName(file.Name));
        Prepare(folder, [.. model.Weights.HasIndex ? files.Append(ModelWeights.Index) : files]);
        foreach (var file in model.Weights.Files)
            AtomicFile.Write(Path.Combine(folder, Path.GetFileName(file.Name)), stream => WriteWeights(file, stream, change));
        foreach (var name in model.Weights.HasIndex ? s_copied.Append(ModelWeights.Index) : s_copied)
            Copy(model.Folder, folder, name);
        JsonFiles.Write(Path.Combine(folder, "config.json"), model.ConfigJson);
    }

    /// <summary>Writes a model that was trained, in one file of weights.</summary>
    /// <exception cref="ModelException">The config cannot be read (<see cref="ModelFault.UnsupportedModel"/>), or a tensor has another number of values (<see cref="ModelFault.BadTensor"/>).</exception>
    public static void Write(NewModel model, string folder)
    {
        var json = (JsonObject)model.Config.DeepClone();
        json.Remove("torch_dtype");
        json["dtype"] = model.Type switch { SafetensorsType.F16 => "float16", SafetensorsType.BF16 => "bfloat16", _ => "float32" };
        var config = ModelConfigReader.Read(JsonText.Parse("config.json", Encoding.UTF8.GetBytes(json.ToJsonString())));
        Prepare(folder, [ModelWeights.Single]);
        AtomicFile.Write(Path.Combine(folder, ModelWeights.Single), stream =>
        {
            var writer = new SafetensorsWriter(stream, ModelTensors.Expected(config).Select(item => SafetensorsTensor.Of(item.Key, model.Type, item.Value)), new Dictionary<string, string> { ["format"] = "pt" });
            foreach (var tensor in writer.Tensors)
                WriteNew(writer, tensor, model.Values(tensor.Name).Span);
            writer.Finish();
        });
        foreach (var name in s_copied.Where(_ => model.FilesFrom is not null))
            Copy(model.FilesFrom!, folder, name);
        JsonFiles.Write(Path.Combine(folder, "config.json"), json);
    }

    /// <summary>Makes the folder, and removes weights that an earlier model left in it under names that the new one does not write: two forms of weights cannot be told apart.</summary>
    private static void Prepare(string folder, string[] written)
    {
        Directory.CreateDirectory(folder);
        var weights = Directory.GetFiles(folder, "model-?????-of-?????.safetensors").Select(Path.GetFileName).Append(ModelWeights.Single).Append(ModelWeights.Index);
        foreach (var name in weights.Except(written, StringComparer.Ordinal))
            File.Delete(Path.Combine(folder, name!));
    }

    private static void WriteNew(SafetensorsWriter writer, SafetensorsTensor tensor, ReadOnlySpan<float> values)
    {
        if (values.Length != tensor.Values)
            throw new ModelException(ModelFault.BadTensor, $"tensor '{tensor.Name}' was given {values.Length} values; its shape [{string.Join(", ", tensor.Shape)}] has {tensor.Values}");
        writer.BeginTensor(tensor.Name);
        var buffer = new byte[ChunkBytes];
        var size = (int)(tensor.Length / tensor.Values);
        for (var first = 0; first < values.Length; first += ChunkBytes / size)
        {
            var piece = values[first..Math.Min(values.Length, first + (ChunkBytes / size))];
            FloatBytes.FromFloats(tensor.Type, piece, buffer.AsSpan(0, piece.Length * size));
            writer.Write(buffer.AsSpan(0, piece.Length * size));
        }
    }

    private static void Copy(string from, string to, string name)
    {
        if (!File.Exists(Path.Combine(from, name)))
            return;
        AtomicFile.Write(Path.Combine(to, name), stream =>
        {
            using var source = File.OpenRead(Path.Combine(from, name));
            source.CopyTo(stream);
        });
    }

    internal static void WriteWeights(SafetensorsFile file, Stream stream, IWeightChange? change, Action<string>? wrote = null)
    {
        var writer = new SafetensorsWriter(stream, file.Tensors, file.Metadata);
        var buffer = new byte[ChunkBytes];
        foreach (var placed in writer.Tensors)
        {
            var tensor = file.Require(placed.Name);
            writer.BeginTensor(tensor.Name);
            if (change?.Changes(tensor.Name) == true)
            {
                WriteChanged(file, tensor, writer, change);
            }
            else
            {
                for (long position = 0; position < tensor.Length; position += buffer.Length)
                {
                    var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.Length - position));
                    file.Read(tensor, position, piece);
                    writer.Write(piece);
                }
            }

            wrote?.Invoke(tensor.Name);
        }

        writer.Finish();
    }

    private static void WriteChanged(SafetensorsFile file, SafetensorsTensor tensor, SafetensorsWriter writer, IWeightChange change)
    {
        var columns = tensor.Shape[^1];
        var rowsAtOnce = Math.Max(1, ChunkBytes / 4 / columns);
        var floats = new float[rowsAtOnce * columns];
        var bytes = new byte[floats.Length * (tensor.Length / tensor.Values)];
        for (long row = 0; row < tensor.Values / columns; row += rowsAtOnce)
        {
            var values = floats.AsSpan(0, (int)(Math.Min(rowsAtOnce, (tensor.Values / columns) - row) * columns));
            file.ReadFloats(tensor, row * columns, values);
            change.Change(tensor, row, values);
            var piece = bytes.AsSpan(0, (int)(values.Length * (tensor.Length / tensor.Values)));
            FloatBytes.FromFloats(tensor.Type, values, piece);
            writer.Write(piece);
        }
    }
}
