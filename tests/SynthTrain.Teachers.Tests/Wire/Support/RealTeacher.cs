using SynthTrain.Core.Teachers;
using SynthTrain.Loopback;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Wire.Support;

/// <summary>The real providers over real connections, pointed at a loopback server.</summary>
internal static class RealTeacher
{
    public const string Key = "sk-planted-7f3a9c";
    public const string Model = "model-1";
    public const string Schema = """{"type":"object","properties":{"river":{"type":"string"},"known":{"enum":["yes","no"]}},"required":["river","known"],"additionalProperties":false}""";

    private static readonly SocketsHttpHandler s_network = new();

    /// <summary>Providers whose words differ.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["openai", "openrouter", "ollama", "anthropic", "gemini", "vertex"];

    public static TeacherDefinition Definition(ProviderServer server, string provider, bool stream = false) => new()
    {
        Name = "t",
        Provider = provider,
        Models = [Model],
        BaseUrl = server.Url(provider switch { "openai" or "ollama" => "v1/", "openrouter" => "api/v1/", _ => "" }),
        KeyVariable = provider == "ollama" ? null : "PLANTED_KEY",
        Limits = new TeacherLimits { Timeout = TimeSpan.FromSeconds(30) },
        Stream = stream,
    };

    public static async Task<TeacherReply> AskAsync(TeacherDefinition definition, string? schema = null, string prompt = "Name a river “of” Europe")
    {
        var services = new ProviderServices(new KeyRing(name => name switch { "GOOGLE_CLOUD_PROJECT" => "proj", "GOOGLE_CLOUD_LOCATION" => null, _ => Key }), TimeProvider.System, s_network);
        var request = new TeacherRequest
        {
            Task = "draft",
            Teacher = definition,
            Messages = [new TeacherMessage("system", "Be brief."), new TeacherMessage("user", prompt)],
            ResponseSchema = schema,
        };
        return await ProviderFactory.Create(definition, Model, services).AskAsync(request, CancellationToken.None);
    }
}
