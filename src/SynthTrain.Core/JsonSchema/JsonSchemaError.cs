namespace SynthTrain.Core.JsonSchema;

/// <summary>One reason why an instance does not match a schema.</summary>
/// <param name="InstancePath">JSON pointer (RFC 6901) to the value in the instance; empty for the whole instance.</param>
/// <param name="Keyword">The schema keyword that refused it; <c>false</c> for the schema <c>false</c>.</param>
/// <param name="Message">Path, what is wrong and what to do, such as <c>/title: 'xyz' is longer than maxLength 2; shorten it</c>.</param>
public sealed record JsonSchemaError(string InstancePath, string Keyword, string Message);
