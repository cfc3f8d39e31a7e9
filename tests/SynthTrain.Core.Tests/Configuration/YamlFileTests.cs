using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;

namespace SynthTrain.Core.Tests.Configuration;

/// <summary>YAML that cannot be read has a place.</summary>
[TestClass]
public sealed class YamlFileTests
{
    [TestMethod]
    [DataRow("a: 1\nb: [42\n# a comment\nc: 3\n", 2)]
    [DataRow("a: 1\nb: [42\nc: 3\n", 2)]
    [DataRow("a: 1\nb: 'open\n", 2)]
    [DataRow("a: 1\na: 2\n", 2)]
    public void A_broken_file_is_a_coded_error_with_the_line(string text, int line)
    {
        using var folder = new TempFolder();
        folder.Write("a.yaml", text);

        var fault = Assert.ThrowsExactly<SynthException>(() => YamlFile.Load(new PhysicalFileSystem(), folder["a.yaml"], "a.yaml")).Diagnostics.Single();

        Assert.AreEqual(Codes.BadYaml, fault.Code, fault.Message);
        Assert.AreEqual("a.yaml", fault.File);
        Assert.AreEqual(line, fault.Line, fault.Message);
        Assert.IsGreaterThan(0, fault.Column);
    }
}
