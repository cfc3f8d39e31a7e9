namespace TorchSharp.Kernels;

/// <summary>Two matrices to multiply.</summary>
/// <param name="A">Rows of the product.</param>
/// <param name="B">Columns of the product.</param>
/// <param name="Depth">Columns of A, rows of B.</param>
internal readonly record struct Factors(Matrix A, Matrix B, long Depth);
