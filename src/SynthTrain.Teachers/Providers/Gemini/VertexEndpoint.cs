using System.Net.Http.Headers;
using Google.Apis.Auth.OAuth2;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.Gemini;

/// <summary>Gemini on Vertex AI: <c>POST {base}/v1/projects/{project}/locations/{location}/publishers/google/models/{model}:generateContent</c> with an access token.</summary>
/// <remarks>The token is in the variable that <c>api_key_env</c> names, or comes from Google's application default credentials.</remarks>
internal sealed class VertexEndpoint : IEndpoint
{
    private const string Project = "GOOGLE_CLOUD_PROJECT";
    private const string Location = "GOOGLE_CLOUD_LOCATION";
    private const string Global = "global";
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private readonly GeminiUrls _urls;
    private readonly Func<CancellationToken, ValueTask<string>> _token;

    private VertexEndpoint(Uri model, Func<CancellationToken, ValueTask<string>> token)
    {
        _urls = new GeminiUrls(model);
        _token = token;
    }

    /// <summary>The endpoint of a model, by the environment's project and location.</summary>
    /// <exception cref="SynthException"><see cref="Codes.MissingKey"/>: no token, no credentials, no project.</exception>
    public static VertexEndpoint Create(TeacherDefinition definition, string model, ProviderServices services)
    {
        var token = Token(definition, services);
        var location = services.Keys.FindPlain(Location) ?? Global;
        var root = definition.BaseUrl ?? new Uri(location == Global ? "https://aiplatform.googleapis.com/" : $"https://{location}-aiplatform.googleapis.com/");
        // A base URL with a path names project and location itself.
        return root.AbsolutePath != "/"
            ? new VertexEndpoint(new Uri(root, $"publishers/google/models/{model}"), token)
            : new VertexEndpoint(new Uri(root, $"v1/projects/{ProjectOf(definition, services)}/locations/{location}/publishers/google/models/{model}"), token);
    }

    /// <inheritdoc/>
    public Uri Url(bool stream) => _urls.Of(stream);

    /// <inheritdoc/>
    public async ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _token(cancellationToken));

    private static string ProjectOf(TeacherDefinition definition, ProviderServices services) =>
        services.Keys.FindPlain(Project)
            ?? throw new SynthException(Codes.MissingKey, $"Teacher '{definition.Name}' asks Vertex AI, and '{Project}' is neither in the environment nor in '.env'; put '{Project}=your-project' there ('{Location}' names the region, default {Global}).");

    private static Func<CancellationToken, ValueTask<string>> Token(TeacherDefinition definition, ProviderServices services)
    {
        if (definition.KeyVariable is { } variable)
        {
            var token = services.Keys.Find(variable)
                ?? throw new SynthException(Codes.MissingKey, $"Teacher '{definition.Name}' asks Vertex AI with the access token in '{variable}', which is neither in the environment nor in '.env'; put '{variable}=…' there, or leave 'api_key_env' out to use Google's application default credentials.");
            SendableKeys.Check(definition, variable, token);
            return _ => new(token);
        }

        try
        {
            ITokenAccess credential = GoogleCredential.GetApplicationDefault().CreateScoped(Scope);
            return cancellationToken => VertexTokens.FreshAsync(credential, services.Keys, cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.MissingKey, $"Teacher '{definition.Name}' asks Vertex AI, and there are no application default credentials: run 'gcloud auth application-default login', set GOOGLE_APPLICATION_CREDENTIALS to a key file, or name a variable with an access token in 'api_key_env'."), e);
        }
    }
}
