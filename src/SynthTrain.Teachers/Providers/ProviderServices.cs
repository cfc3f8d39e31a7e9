using Microsoft.Extensions.AI;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Providers;

/// <summary>What providers are made with.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Time">The clock that stalls are measured by.</param>
/// <param name="Handler">The network; null takes the process's shared connections. It outlives the providers.</param>
/// <param name="Plugins">Makes a user's chat client for a model; null where no user assemblies are loaded.</param>
public sealed record ProviderServices(KeyRing Keys, TimeProvider Time, HttpMessageHandler? Handler = null, Func<TeacherPlugin, string, IChatClient>? Plugins = null);
