namespace SynthTrain.Stages.Tests.Support;

/// <summary>A small command line, and requests to it.</summary>
internal static class CliText
{
    public const string Schema = """
        cli_name: "box"
        description: "Boxes"
        commands:
          - name: "box"
            description: "Work with boxes"
            subcommands:
              - name: "list"
                description: "List boxes"
                args:
                  - { name: "state", type: "enum", values: ["open", "shut"], default: "open", description: "Which" }
                  - { name: "owner", type: "string", description: "Whose" }
                  - { name: "limit", type: "integer", default: 30, description: "How many" }
                flags:
                  - { name: "web", short: "w", description: "In browser" }
              - name: "drop"
                description: "Throw a box away"
                args:
                  - { name: "number", type: "integer", required: true, description: "Which" }
          - name: "lid"
            description: "Work with lids"
            subcommands:
              - name: "find"
                description: "Find a lid"
                args:
                  - { name: "name", type: "string", required: true, description: "Its name" }
        """;

    public const string Template = "Schema:\n{schema_yaml}\nGive {n} examples. {focus}\n[{{\"input\": \"…\"}}]\n";

    public static string Row(string id, string input, string output, string? phrasing = null, string use = "examples", string? context = null) =>
        $$"""{"id":"{{id}}","use":"{{use}}","command":"box","subcommand":"list","input":{{Json(input)}},"output":{{output}}{{(phrasing is null ? "" : $",\"phrasing\":{Json(phrasing)}")}}{{(context is null ? "" : $",\"context\":{context}")}}}""";

    public static string List(string? owner = null, string? state = null, int? limit = null, bool web = false)
    {
        var args = new List<string>();
        if (state is not null)
            args.Add($"\"state\":{Json(state)}");
        if (owner is not null)
            args.Add($"\"owner\":{Json(owner)}");
        if (limit is not null)
            args.Add($"\"limit\":{limit}");
        return $$"""{"command":"box","subcommand":"list","args":{{{string.Join(',', args)}}},"flags":[{{(web ? "\"web\"" : "")}}]}""";
    }

    public static string Drop(int? number) => number is null
        ? """{"command":"box","subcommand":"drop","args":{},"flags":[],"missing":["number"]}"""
        : $$"""{"command":"box","subcommand":"drop","args":{"number":{{number}}},"flags":[]}""";

    public static string Find(string name) => $$"""{"command":"lid","subcommand":"find","args":{"name":{{Json(name)}}},"flags":[]}""";

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
