namespace SynthTrain.Training.Tests.Lora;

/// <summary>A line of a golden <c>steps.jsonl</c>.</summary>
internal sealed record GoldenStep(int Step, double Loss, double GradNorm, double Lr, int Tokens);
