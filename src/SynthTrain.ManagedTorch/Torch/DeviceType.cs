namespace TorchSharp;

/// <summary>Kinds of devices. Only <see cref="CPU"/> exists here; the others are named so that code compares equal on both assemblies.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MPS = 13,
    META = 14,
}
