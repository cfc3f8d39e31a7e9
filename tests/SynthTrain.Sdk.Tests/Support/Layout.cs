namespace SynthTrain.Sdk.Tests.Support;

/// <summary>Builds <c>artifacts/sdk</c> once, so that no test pays for it or meets another that builds it.</summary>
[TestClass]
public static class Layout
{
    [AssemblyInitialize]
    public static void Build(TestContext context)
    {
        Assert.IsNotNull(context);
        using var project = new PocketGuide();
        Cli.Run(project.Root, "build -t:SynthStatus -tl:off").ShouldSucceed();
    }
}
