namespace SynthTrain.Training.Runs.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Colour">As CSS has it.</param>
/// <param name="Points">Values by step.</param>
internal sealed record Curve(string Name, string Colour, IReadOnlyList<(int Step, double Value)> Points);
