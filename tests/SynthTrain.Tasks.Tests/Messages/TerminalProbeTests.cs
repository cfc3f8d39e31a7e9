using SynthTrain.Tasks.Messages;

namespace SynthTrain.Tasks.Tests.Messages;

[TestClass]
public sealed class TerminalProbeTests
{
    [TestMethod]
    [DataRow("build", "", false, true, "a terminal")]
    [DataRow("build", "", true, false, "redirected output")]
    [DataRow("build -tl:off", "", false, false, "switched off")]
    [DataRow("build --tl:off", "", false, false, "switched off, two dashes")]
    [DataRow("build -terminalLogger:false", "", false, false, "the long name")]
    [DataRow("build -tl:on", "", true, true, "switched on")]
    [DataRow("build", "off", false, false, "switched off in the environment")]
    [DataRow("build -tl:auto", "", true, false, "auto decides by the terminal")]
    [DataRow("build -t:Tl", "off", true, false, "another switch")]
    public void The_command_line_comes_before_the_environment_before_the_terminal(string arguments, string variable, bool redirected, bool expected, string why) =>
        Assert.AreEqual(expected, TerminalProbe.Decide(arguments.Split(' '), name => name == "TERM" ? "xterm" : variable, redirected), why);

    [TestMethod]
    public void A_dumb_terminal_is_none() =>
        Assert.IsFalse(TerminalProbe.Decide([], name => name == "TERM" ? "dumb" : null, redirected: false));
}
