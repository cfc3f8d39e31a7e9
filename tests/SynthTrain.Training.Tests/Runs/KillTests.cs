using System.Diagnostics;

namespace SynthTrain.Training.Tests.Runs;

/// <summary>A process that trains is killed without warning, again and again, wherever it is.</summary>
[TestClass]
public sealed class KillTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_killed_training_goes_on_to_the_same_bits(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("synthtrain-kill").FullName;
        try
        {
            var whole = Directory.CreateDirectory(Path.Combine(folder, "whole")).FullName;
            var pieces = Directory.CreateDirectory(Path.Combine(folder, "pieces")).FullName;
            Assert.IsTrue(Finishes(whole, int.MaxValue));
            var random = new Random(seed);
            var kills = 0;
            while (!Finishes(pieces, kills < 12 ? random.Next(2, 25) : int.MaxValue))
                kills++;

            Assert.IsGreaterThan(4, kills);
            foreach (var file in new[] { "weights", "metrics" })
                CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(pieces, file)), $"{file} after {kills} kills");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts the training, and kills it once it has said so many lines.</summary>
    private static bool Finishes(string folder, int lines)
    {
        var probe = Path.Combine(AppContext.BaseDirectory, "..", "..", "SynthTrain.TrainProbe", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), "SynthTrain.TrainProbe.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", [Path.GetFullPath(probe), folder]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        for (var line = 0; process.StandardOutput.ReadLine() is not null; line++)
        {
            if (line == lines)
                process.Kill();
        }

        process.WaitForExit();
        if (process.ExitCode == 0)
            return true;
        Assert.AreNotEqual(int.MaxValue, lines, error.Result);
        Assert.AreEqual("", error.Result);
        return false;
    }
}
