namespace SynthTrain.Worker.Schemas;

/// <summary>Where a project keeps its schemas and what is made of them; relative to the project.</summary>
/// <param name="Schemas">The schemas.</param>
/// <param name="Data">A folder a schema with data.</param>
/// <param name="Models">A folder a schema with models.</param>
internal sealed record SchemaFolders(string Schemas, string Data, string Models);
