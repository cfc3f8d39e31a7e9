namespace SynthTrain.ManagedTorch.Tests.Surface;

/// <summary>Code compiled against this assembly must run on the real one. The list of the real one's public members stands beside the repository at shared/design, or where SYNTH_TORCH_API says;
/// the repository holds the lines of it that are used, in torchsharp-0.106.txt. With the whole list at hand the short one is checked against it too.</summary>
[TestClass]
public sealed class SurfaceTests
{
    [TestMethod]
    public void Every_public_member_is_one_of_TorchSharp_0_106()
    {
        var allowed = Read(Path.Combine(AppContext.BaseDirectory, "Surface", "torchsharp-0.106.txt"));
        var strange = Own().Where(line => !allowed.Contains(line)).ToList();
        Assert.IsEmpty(strange, string.Join('\n', strange));
    }

    [TestMethod]
    public void The_short_list_holds_only_lines_of_the_whole_one()
    {
        var path = WholeList() ?? throw new AssertInconclusiveException("the whole list is not there: set SYNTH_TORCH_API to torchsharp-0.106-api.txt");
        var whole = Read(path);
        var strange = Own().Where(line => !whole.Contains(line)).ToList();
        Assert.IsEmpty(strange, string.Join('\n', strange));
        Assert.IsTrue(Read(Path.Combine(AppContext.BaseDirectory, "Surface", "torchsharp-0.106.txt")).IsSubsetOf(whole));
    }

    /// <summary>Not a test of the product: writes the short list anew where SYNTH_TORCH_API_WRITE names its file, after members were added.</summary>
    [TestMethod]
    public void The_short_list_is_written_on_demand()
    {
        if (Environment.GetEnvironmentVariable("SYNTH_TORCH_API_WRITE") is not { Length: > 0 } target || WholeList() is not { } path)
            return;
        var whole = Read(path);
        File.WriteAllLines(target, Own().Where(whole.Contains).Select(line => line.Split(": ", 2)).GroupBy(parts => parts[0]).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.Select(parts => $"  {parts[1]}").Order(StringComparer.Ordinal).Prepend($"type {group.Key}")));
    }

    private static IEnumerable<string> Own() => typeof(torch).Assembly.GetExportedTypes()
        .Where(type => !typeof(Delegate).IsAssignableFrom(type))
        .SelectMany(type => ApiLines.Of(type).Select(member => $"{ApiLines.HeadingName(type)}: {member}"));

    /// <summary>"Type: member" for every line under a heading.</summary>
    private static HashSet<string> Read(string path)
    {
        var (result, type) = (new HashSet<string>(StringComparer.Ordinal), "");
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
                result.Add($"{type}: {line.Trim()}");
            else
                type = line.Split(' ').First(word => word.StartsWith("TorchSharp.", StringComparison.Ordinal));
        }

        return result;
    }

    private static string? WholeList() => Environment.GetEnvironmentVariable("SYNTH_TORCH_API") is { Length: > 0 } given
        ? given
        : Above("shared/design/torchsharp-0.106-api.txt");

    private static string? Above(string file)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, file)))
                return Path.Combine(at.FullName, file);
        }

        return null;
    }
}
