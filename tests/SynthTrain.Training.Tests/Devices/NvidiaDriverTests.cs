using SynthTrain.Training.Devices;

namespace SynthTrain.Training.Tests.Devices;

[TestClass]
public sealed class NvidiaDriverTests
{
    [TestMethod]
    [DataRow("/proc/driver/nvidia/version", true)]
    [DataRow("/usr/bin/nvidia-smi", true)]
    [DataRow("/usr/bin/rocm-smi", false)]
    public void A_driver_is_told_by_its_files(string there, bool present) =>
        Assert.AreEqual(present, NvidiaDriver.IsPresent(file => file == there, "/usr/local/bin:/usr/bin"));
}
