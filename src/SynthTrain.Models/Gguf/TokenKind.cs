namespace SynthTrain.Models.Gguf;

/// <summary>What a token is, by its number in <c>tokenizer.ggml.token_type</c> [llama.cpp include/llama.h].</summary>
public enum TokenKind
{
    Undefined = 0,
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
