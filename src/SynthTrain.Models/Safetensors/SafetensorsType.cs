namespace SynthTrain.Models.Safetensors;

/// <summary>How values lie in a safetensors file, in the reference program's order, in which tensors are laid out from the last to the first [safetensors src/tensor.rs].</summary>
public enum SafetensorsType
{
    BOOL,
    F4,
    F6_E2M3,
    F6_E3M2,
    U8,
    I8,
    F8_E5M2,
    F8_E4M3,
    F8_E8M0,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
}
