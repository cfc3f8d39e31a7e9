using SynthTrain.FakeWorker;

return await new FakeStage(args).RunAsync();
