using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Providers.Support;

/// <summary>Makes teachers over a fake network and asks them.</summary>
internal static class ProviderKit
{
    public const string Key = "sk-planted-secret";
    public const string Schema = """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""";

    public static TeacherDefinition Definition(string provider) => new()
    {
        Name = "t",
        Provider = provider,
        Models = ["m-1"],
        BaseUrl = provider == "vertex" ? null : new Uri((ProviderProfile.Find(provider)!.BaseUrl ?? "http://host/v1") + "/"),
        KeyVariable = ProviderProfile.Find(provider)!.KeyVariable ?? (provider == "vertex" ? "VERTEX_TOKEN" : null),
        Limits = new TeacherLimits { Timeout = TimeSpan.FromSeconds(20) },
    };

    public static ProviderServices Services(HttpMessageHandler handler, TimeProvider? time = null) =>
        new(new KeyRing(name => name switch { "GOOGLE_CLOUD_PROJECT" => "proj", "GOOGLE_CLOUD_LOCATION" => null, _ => Key }), time ?? TimeProvider.System, handler);

    public static TeacherRequest Request(TeacherDefinition definition, string? schema = null) => new()
    {
        Task = "draft",
        Teacher = definition,
        Messages = [new TeacherMessage("system", "Be brief."), new TeacherMessage("user", "Grüß “Gott”\n"), new TeacherMessage("assistant", "{}"), new TeacherMessage("user", "Again")],
        ResponseSchema = schema,
    };

    public static async Task<TeacherReply> AskAsync(string provider, HttpMessageHandler handler, string? schema = null, bool stream = false)
    {
        var definition = Definition(provider) with { Stream = stream };
        return await AskAsync(definition, handler, schema);
    }

    public static async Task<TeacherReply> AskAsync(TeacherDefinition definition, HttpMessageHandler handler, string? schema = null) =>
        await ProviderFactory.Create(definition, "m-1", Services(handler)).AskAsync(Request(definition, schema), CancellationToken.None);

    public static async Task<ProviderException> FaultAsync(string provider, HttpMessageHandler handler, bool stream = false) =>
        await Assert.ThrowsExactlyAsync<ProviderException>(() => AskAsync(provider, handler, stream: stream));
}
