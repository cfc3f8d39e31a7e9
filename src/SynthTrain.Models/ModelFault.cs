namespace SynthTrain.Models;

/// <summary>What is wrong with a model's file or with what is asked of it. The number is that of the code that users see: 3002 is ST3002.</summary>
public enum ModelFault
{
    /// <summary>A file or folder of a model is missing.</summary>
    NotFound = 3001,

    /// <summary>A file is cut off, contradicts itself, or is not of the format that its name says.</summary>
    Damaged = 3002,

    /// <summary>A tokenizer uses a part that is not known here.</summary>
    UnsupportedTokenizer = 3003,

    /// <summary>llama.cpp has no name for the tokenizer's split rule.</summary>
    UnknownPreTokenizer = 3004,

    /// <summary>A text is not valid Unicode (a lone surrogate) and has no tokens.</summary>
    BadText = 3005,

    /// <summary>A chat template cannot be read.</summary>
    TemplateSyntax = 3006,

    /// <summary>A chat template failed on a conversation.</summary>
    TemplateFailed = 3007,

    /// <summary>A chat template refused a conversation with a message of its own (<c>raise_exception</c>).</summary>
    TemplateRefused = 3008,

    /// <summary>The model is of an architecture, or has a setting, that cannot be read or written.</summary>
    UnsupportedModel = 3009,

    /// <summary>A tensor is missing, superfluous, or has a type or shape that the model's config does not allow.</summary>
    BadTensor = 3010,

    /// <summary>A quantization is not known, or not possible without something that was not given.</summary>
    UnsupportedQuantization = 3011,

    /// <summary>llama.cpp ignores a setting, so that answers of the exported model differ (a sliding window).</summary>
    ExportDiffers = 3012,

    /// <summary>A chat template has no equal Go template.</summary>
    TemplateNotExportable = 3013,

    /// <summary>The program <c>ollama</c> failed.</summary>
    OllamaFailed = 3014,

    /// <summary>Weights were lost when they were written in a smaller type (overflow).</summary>
    WeightsLost = 3015,

    /// <summary>An adapter does not fit its base model.</summary>
    AdapterMismatch = 3016,
}
