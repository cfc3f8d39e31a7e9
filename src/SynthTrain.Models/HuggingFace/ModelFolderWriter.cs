using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Writes a model folder again: config with all its keys, weights in the same files with the same bytes, the other files as they are.</summary>
public static class ModelFolderWriter
{
    private const int ChunkBytes = 1 << 22;
    private static readonly string[] s_copied =
    [
        "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json", "model.safetensors.index.json",
    ];

    /// <summary>Writes the model into a folder, which is made when it is not there. Memory stays at a few megabytes.</summary>
    public static void Write(HuggingFaceModel model, string folder) => Write(model, folder, null);

    internal static void Write(HuggingFaceModel model, string folder, IWeightChange? change)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in model.Weights.Files)
            AtomicFile.Write(Path.Combine(folder, Path.GetFileName(file.Name)), stream => WriteWeights(file, stream, change));
        foreach (var name in s_copied.Where(name => File.Exists(Path.Combine(model.Folder, name))))
            Copy(Path.Combine(model.Folder, name), Path.Combine(folder, name));
        JsonFiles.Write(Path.Combine(folder, "config.json"), model.ConfigJson);
    }

    private static void Copy(string from, string to) => AtomicFile.Write(to, stream =>
    {
        using var source = File.OpenRead(from);
        source.CopyTo(stream);
    });

    private static void WriteWeights(SafetensorsFile file, Stream stream, IWeightChange? change)
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
                continue;
            }

            for (long position = 0; position < tensor.Length; position += buffer.Length)
            {
                var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.Length - position));
                file.Read(tensor, position, piece);
                writer.Write(piece);
            }
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
