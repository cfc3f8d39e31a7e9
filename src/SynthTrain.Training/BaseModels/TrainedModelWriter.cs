using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;
using SynthTrain.Training.Lora;

namespace SynthTrain.Training.BaseModels;

/// <summary>Writes a trained model as a Hugging Face folder, file by file through streams that the caller opens by role. Roles are the files' names.</summary>
/// <remarks>Weights go to the type that the base stores them in, as PEFT's merging and transformers' saving do; all other papers are the base's.</remarks>
public static class TrainedModelWriter
{
    /// <summary>The files that <see cref="Write"/> writes, in its order.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];

    /// <summary>Finds out before the training whether the model can be written after it.</summary>
    /// <exception cref="SynthException"><see cref="Codes.UntrainableModel"/>.</exception>
    public static void Check(LoadedModel model)
    {
        if (model.Files.TokenizerJson is null)
            throw new SynthException(Codes.UntrainableModel, $"The base model '{model.Files.Name}' has no tokenizer.json, which the trained model needs: {model.Files.TokenizerJsonMissing}.");
    }

    /// <summary>The files that <see cref="Write"/> writes for an adapter besides <see cref="Roles"/>.</summary>
    public static IReadOnlyList<string> AdapterRoles { get; } = ["adapter_config.json", "adapter_model.safetensors", "adapter_readme"];

    /// <summary>Writes all files.</summary>
    /// <param name="model">The model with its trained weights.</param>
    /// <param name="open">Opens the stream of a role; it is disposed of here.</param>
    /// <param name="adapters">The adapters that were trained, which are merged into the weights and written beside them; default: the weights themselves were trained.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <exception cref="SynthException"><see cref="Codes.UntrainableModel"/>; <see cref="Codes.WeightsLost"/> when a weight has grown too large for the type that the base stores it in.</exception>
    public static void Write(LoadedModel model, Func<string, Stream> open, LoraAdapters? adapters = null, CancellationToken cancellation = default)
    {
        Check(model);
        Put("config.json", JsonObjects.ToUtf8(model.Files.Config));
        Put("generation_config.json", JsonObjects.ToUtf8(GenerationPaper.Of(model)));
        using (var stream = open("model.safetensors"))
            WriteWeights(model, stream, adapters is null ? null : adapters.Merged, cancellation);
        Put("tokenizer.json", model.Files.TokenizerJson!);
        Put("tokenizer_config.json", JsonObjects.ToUtf8(model.Files.TokenizerConfig));
        Put("chat_template.jinja", Encoding.UTF8.GetBytes(model.Template?.Source ?? TemplateChoice.None));
        if (adapters is not null)
            AdapterPapers.Write(model.Files.Name, adapters, open);

        void Put(string role, byte[] bytes)
        {
            using var stream = open(role);
            stream.Write(bytes);
        }
    }

    /// <summary>Writes the weights alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Only written to.</param>
    /// <param name="read">The values of a weight by its name; default: the decoder's.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    internal static void WriteWeights(LoadedModel model, Stream stream, Func<string, float[]>? read, CancellationToken cancellation)
    {
        var parameters = model.Decoder.named_parameters().ToDictionary(entry => entry.name, entry => (Tensor)entry.parameter, StringComparer.Ordinal);
        var tensors = ModelTensors.Expected(model.Config).Select(item => SafetensorsTensor.Of(item.Key, model.Files.Types.GetValueOrDefault(item.Key, SafetensorsType.F32), item.Value));
        var writer = new SafetensorsWriter(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var tensor in writer.Tensors)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = read?.Invoke(tensor.Name) ?? TensorValues.Read(parameters[tensor.Name]);
            writer.WriteTensor(tensor.Name, Stored(tensor, values));
        }

        writer.Finish();
    }

    private static ReadOnlySpan<byte> Stored(SafetensorsTensor tensor, float[] values)
    {
        if (tensor.Type == SafetensorsType.F32)
            return MemoryMarshal.AsBytes(values.AsSpan());
        var bytes = new byte[tensor.Length];
        FloatBytes.FromFloats(tensor.Type, values, bytes);
        if (tensor.Type == SafetensorsType.F16 && values.Any(value => float.IsFinite(value) && Math.Abs(value) >= 65520))
            throw new SynthException(Codes.WeightsLost, $"The trained tensor '{tensor.Name}' has values beyond 65504, the greatest of F16, in which the base model is stored. Nothing was written; train with a base in bfloat16 or float32, or with a lower learning rate.");
        return bytes;
    }
}
