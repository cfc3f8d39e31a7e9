using System.Net;
using System.Text;

namespace SynthTrain.Teachers.Tests.Providers.Support;

/// <summary>Answers every request alike and keeps the last one.</summary>
internal sealed class FakeHandler(Func<HttpResponseMessage> answer) : HttpMessageHandler
{
    public HttpRequestMessage? Request { get; private set; }

    public string Body { get; private set; } = "";

    public static FakeHandler Json(string body, int status = 200) => Of(Encoding.UTF8.GetBytes(body), status, "application/json");

    public static FakeHandler Of(byte[] body, int status, string? type, params (string Name, string Value)[] headers) => new(() =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
        if (type is not null)
            response.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    });

    public static FakeHandler Stream(Stream stream) => new(() =>
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stream) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", "text/event-stream");
        return response;
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Request = request;
        Body = await request.Content!.ReadAsStringAsync(cancellationToken);
        return answer();
    }
}
