using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>Reads a form that was uploaded.</summary>
internal static class Multipart
{
    /// <summary>The fields by name; a file has a name besides.</summary>
    public static IReadOnlyDictionary<string, (string? FileName, byte[] Content)> Read(HttpRequest http, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(http.ContentType, out var type) || type.MediaType != "multipart/form-data" || type.Boundary.Length == 0)
            throw WireException.BadRequest($"Invalid content type '{http.ContentType}'; expected multipart/form-data.");
        var fields = new Dictionary<string, (string?, byte[])>(StringComparer.Ordinal);
        using var stream = new MemoryStream(body);
        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value!, stream);
        while (reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
                throw WireException.BadRequest("A part of the form has no Content-Disposition.");
            using var content = new MemoryStream();
            section.Body.CopyTo(content);
            var file = disposition.FileName.HasValue ? disposition.FileName : disposition.FileNameStar;
            fields[HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""] = (file.HasValue ? HeaderUtilities.RemoveQuotes(file).Value : null, content.ToArray());
        }

        return fields;
    }

    /// <summary>A field's text; null when it is absent.</summary>
    public static string? Text(IReadOnlyDictionary<string, (string? FileName, byte[] Content)> fields, string name) =>
        fields.TryGetValue(name, out var field) ? Encoding.UTF8.GetString(field.Content) : null;
}
