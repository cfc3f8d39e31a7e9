using System.Runtime.Versioning;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Limits;

namespace SynthTrain.Teachers.Tests.Limits;

[TestClass]
public sealed class LimiterFileTests
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    [TestMethod]
    [DataRow(null, "/home/u/.local/state/synthtrain/limits")]
    [DataRow("", "/home/u/.local/state/synthtrain/limits")]
    [DataRow("relative", "/home/u/.local/state/synthtrain/limits")]
    [DataRow("/var/state", "/var/state/synthtrain/limits")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void The_folder_is_the_users_own(string? state, string expected) => Assert.AreEqual(expected, LimiterOptions.StateDirectory(state, "/home/u"));

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_link_in_the_place_of_folder_or_file_is_an_error()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["elsewhere"]);
        Directory.CreateSymbolicLink(folder["limits"], folder["elsewhere"]);
        Assert.AreEqual(Codes.CannotWrite, Assert.ThrowsExactly<SynthException>(() => SharedLimiter.Open(Options(folder["limits"]))).Diagnostics[0].Code);

        var options = Options(folder["others"]);
        Directory.CreateDirectory(folder["others"]);
        File.WriteAllText(folder["victim"], "precious");
        File.CreateSymbolicLink(LimiterFile.PathOf(options, folder["others"]), folder["victim"]);
        Assert.AreEqual(Codes.CannotWrite, Assert.ThrowsExactly<SynthException>(() => SharedLimiter.Open(options)).Diagnostics[0].Code);
        Assert.AreEqual("precious", File.ReadAllText(folder["victim"]));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_and_a_file_that_others_may_write_are_closed_to_them()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["limits"], Everybody);
        var options = Options(folder["limits"]);
        var path = LimiterFile.PathOf(options, folder["limits"]);
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, Everybody);
        SharedLimiter.Open(options).Dispose();
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["limits"]));
    }

    [TestMethod]
    public void Files_that_nobody_has_used_for_a_day_are_removed()
    {
        using var folder = new TempFolder();
        var options = Options(folder["limits"]);
        SharedLimiter.Open(options with { Model = "old" }).Dispose();
        SharedLimiter.Open(options with { Model = "new" }).Dispose();
        File.SetLastWriteTimeUtc(LimiterFile.PathOf(options with { Model = "old" }, folder["limits"]), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-25));
        SharedLimiter.Open(options).Dispose();
        Assert.IsFalse(File.Exists(LimiterFile.PathOf(options with { Model = "old" }, folder["limits"])));
        Assert.HasCount(2, Directory.GetFiles(folder["limits"]));
    }

    private static LimiterOptions Options(string directory) => new() { Endpoint = "e", Model = "m", Limits = new TeacherLimits { RequestsPerMinute = 5 }, Time = TimeProvider.System, Directory = directory };
}
