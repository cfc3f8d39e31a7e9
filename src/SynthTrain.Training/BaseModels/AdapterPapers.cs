using System.Runtime.InteropServices;
using System.Text;
using SynthTrain.Models.Safetensors;
using SynthTrain.Training.Lora;

namespace SynthTrain.Training.BaseModels;

/// <summary>Writes adapters as a PEFT folder, through streams.</summary>
internal static class AdapterPapers
{
    /// <param name="baseModel">What <c>base_model_name_or_path</c> says.</param>
    /// <param name="adapters">The adapters.</param>
    /// <param name="open">Opens the stream of one of <see cref="TrainedModelWriter.AdapterRoles"/>.</param>
    public static void Write(string baseModel, LoraAdapters adapters, Func<string, Stream> open)
    {
        var config = adapters.Config with { BaseModel = baseModel };
        using (var stream = open("adapter_config.json"))
            stream.Write(JsonObjects.ToUtf8(config.ToJson()));
        using (var stream = open("adapter_model.safetensors"))
            WriteWeights(adapters.Weights(), stream);
        using (var stream = open("adapter_readme"))
            stream.Write(Encoding.UTF8.GetBytes(AdapterCard.Text(config)));
    }

    private static void WriteWeights(IReadOnlyDictionary<string, (long[] Shape, float[] Values)> weights, Stream stream)
    {
        var tensors = weights.Select(item => SafetensorsTensor.Of(item.Key, SafetensorsType.F32, item.Value.Shape));
        var writer = new SafetensorsWriter(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var tensor in writer.Tensors)
            writer.WriteTensor(tensor.Name, MemoryMarshal.AsBytes(weights[tensor.Name].Values.AsSpan()));
        writer.Finish();
    }
}
