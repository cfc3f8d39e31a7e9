using System.Text;
using SynthTrain.Core.Jsonl;

namespace SynthTrain.Bench.Rows;

/// <summary>A folder with a plan, gone at the end.</summary>
internal sealed class BenchProject : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("synthtrain-bench-").FullName;

    public string Plan => Path.Combine(Root, "plan.jsonl");

    /// <summary>Writes rows of about 500 bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="changed">The row that says something else; -1 for none.</param>
    public void WritePlan(int count, int changed = -1)
    {
        using var stream = File.Create(Plan);
        var writer = new JsonlWriter(stream);
        var text = new StringBuilder();
        for (var row = 0; row < count; row++)
        {
            text.Clear().Append($$"""{"id":"plan-{{row:000000}}","category":"rail","difficulty":{{row % 5}},"prompt":"{{(row == changed ? "Changed: " : "")}}""");
            for (var part = 0; text.Length < 490; part++)
                text.Append($"part {part} of row {row}, with some words to fill it; ");
            writer.WriteUtf8(Encoding.UTF8.GetBytes(text.Append("\"}").ToString()));
        }
    }

    public void ForgetState()
    {
        foreach (var folder in Directory.GetDirectories(Root))
            Directory.Delete(folder, recursive: true);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
