using SynthTrain.Stages.TrainingRuns;

namespace SynthTrain.Stages.Tests.TrainingRuns;

/// <summary>Programs that reports go to.</summary>
[TestClass]
public sealed class PathProgramTests
{
    [TestMethod]
    public void A_program_that_hangs_is_ended()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("the program of this test is a shell script");
        var folder = Directory.CreateTempSubdirectory("synthtrain-program").FullName;
        try
        {
            var file = Path.Combine(folder, "hangs");
            File.WriteAllText(file, "#!/bin/sh\nsleep 600\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var fault = new PathProgram(folder + Path.PathSeparator + "/bin", TimeSpan.FromMilliseconds(300)).Run("hangs", [], new Dictionary<string, string>(), CancellationToken.None);
            StringAssert.Contains(fault, "'hangs' had not ended");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
