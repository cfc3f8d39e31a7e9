using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Tests.Support;

namespace SynthTrain.Teachers.Tests.Resilience;

[TestClass]
public sealed class FallbackTeacherTests
{
    private readonly VirtualTime _time = new();

    [TestMethod]
    public async Task The_first_model_that_answers_is_taken_and_those_before_it_are_recorded_with_the_reason()
    {
        var (one, two, three) = (Failing(ProviderFault.Overloaded), Failing(ProviderFault.UnknownModel), Answering());
        var teacher = Chain(one, two, three);
        var reply = await _time.RunAsync(Ask(teacher));
        CollectionAssert.AreEqual(new[] { "m1: overloaded", "m2: unknown_model" }, reply.FellBackFrom.ToArray());
        Assert.AreEqual("m3", reply.Model);
        Assert.AreEqual(6, one.Count);
        CollectionAssert.AreEqual(new[] { "m3" }, three.Asked[0].Teacher.Models.ToArray());
        // A model that does not exist is not asked again.
        await _time.RunAsync(Ask(teacher));
        Assert.AreEqual(12, one.Count);
        Assert.AreEqual(1, two.Count);
    }

    [TestMethod]
    public async Task The_first_models_answer_records_nothing_and_the_narrowed_teacher_is_made_once()
    {
        var one = Answering();
        var teacher = Chain(one, Answering());
        Assert.IsEmpty((await Ask(teacher)).FellBackFrom);
        await Ask(teacher);
        Assert.AreSame(one.Asked[0].Teacher, one.Asked[1].Teacher);
    }

    [TestMethod]
    public async Task A_model_whose_circuit_is_open_is_passed_over_at_once_while_another_one_is_left()
    {
        var one = Failing(ProviderFault.Server);
        var teacher = Chain(one, Answering());
        for (var row = 0; row < 7; row++)
            await _time.RunAsync(Ask(teacher));
        var asked = one.Count;
        Assert.IsGreaterThanOrEqualTo(40, asked);
        var reply = await Ask(teacher);
        CollectionAssert.AreEqual(new[] { "m1: circuit_open" }, reply.FellBackFrom.ToArray());
        Assert.AreEqual(asked, one.Count);
        // After the break one request probes it, and no more.
        _time.Advance(TimeSpan.FromSeconds(16));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _time.RunAsync(Ask(teacher))));
        Assert.IsTrue(one.Count > asked && one.Count <= asked + 6, $"{one.Count}");
    }

    [TestMethod]
    public async Task A_row_that_no_model_answers_fails_and_says_how()
    {
        var fault = await Assert.ThrowsExactlyAsync<TeacherException>(() => _time.RunAsync(Ask(Chain(Failing(ProviderFault.Server)))));
        Assert.AreEqual("m1 at http://localhost:1/ did not answer in 6 attempts; the last: no.", fault.Message);
    }

    [TestMethod]
    public async Task A_provider_that_asks_to_wait_for_hours_fails_the_row_with_the_time()
    {
        var model = new ScriptedModel(_ => new ProviderException(ProviderFault.RateLimited, "Too many requests") { RetryAfter = TimeSpan.FromHours(2) });
        var fault = await Assert.ThrowsExactlyAsync<TeacherException>(() => Ask(Chain(model)));
        Assert.AreEqual("m1 at http://localhost:1/ asks to wait 7200 s, and more than 300 s are not waited for: Too many requests.", fault.Message);
    }

    [TestMethod]
    [DataRow(ProviderFault.Unauthorized, Codes.KeyRefused)]
    [DataRow(ProviderFault.QuotaSpent, Codes.QuotaSpent)]
    [DataRow(ProviderFault.UnknownModel, Codes.UnknownModel)]
    [DataRow(ProviderFault.SchemaRefused, Codes.SchemaRefused)]
    [DataRow(ProviderFault.NotTheApi, Codes.NotTheProvider)]
    [DataRow(ProviderFault.Refused, Codes.RequestRefused)]
    public async Task A_fault_of_all_requests_stops_the_stage(ProviderFault fault, string code)
    {
        var thrown = await Assert.ThrowsExactlyAsync<SynthException>(() => Ask(Chain(Failing(fault))));
        Assert.AreEqual(code, thrown.Diagnostics[0].Code);
        Assert.StartsWith("Teacher 'default', model 'm1' at http://localhost:1/: no. ", thrown.Diagnostics[0].Message);
        Assert.IsInstanceOfType<ProviderException>(thrown.InnerException);
    }

    [TestMethod]
    public async Task Rows_that_learn_at_one_moment_that_the_model_is_unknown_all_say_so()
    {
        const int Rows = 8;
        for (var round = 0; round < 100; round++)
        {
            using var together = new Barrier(Rows);
            var model = new ScriptedModel(_ =>
            {
                together.SignalAndWait();
                return new ProviderException(ProviderFault.UnknownModel, "no");
            });
            var teacher = Chain(model);
            var faults = await Task.WhenAll(Enumerable.Range(0, Rows).Select(_ => Task.Factory.StartNew(
                () => Assert.ThrowsExactly<SynthException>(() => Ask(teacher).GetAwaiter().GetResult()), default, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.IsTrue(faults.All(fault => fault.Diagnostics[0].Code == Codes.UnknownModel));
        }
    }

    [TestMethod]
    public async Task A_wrong_key_is_not_tried_with_the_next_model()
    {
        var two = Answering();
        await Assert.ThrowsExactlyAsync<SynthException>(() => Ask(Chain(Failing(ProviderFault.Unauthorized), two)));
        Assert.AreEqual(0, two.Count);
    }

    [TestMethod]
    public async Task A_request_with_too_many_tokens_is_a_rejection()
    {
        var reply = await Ask(Chain(Failing(ProviderFault.TooLong)));
        Assert.AreEqual(("too_long", "no"), (reply.Rejection, reply.RejectionDetail));
    }

    [TestMethod]
    public async Task A_faulty_model_before_an_unknown_one_fails_the_row_and_not_the_stage()
    {
        await Assert.ThrowsExactlyAsync<TeacherException>(() => _time.RunAsync(Ask(Chain(Failing(ProviderFault.Server), Failing(ProviderFault.UnknownModel)))));
    }

    private static ScriptedModel Failing(ProviderFault fault) => new(_ => new ProviderException(fault, "no"));

    private static ScriptedModel Answering() => new(_ => null);

    private static Task<TeacherReply> Ask(FallbackTeacher teacher) => teacher.AskAsync(ScriptedModel.Request(), default).AsTask();

    private FallbackTeacher Chain(params ScriptedModel[] models)
    {
        var names = Enumerable.Range(1, models.Length).Select(number => $"m{number}").ToArray();
        return new FallbackTeacher(
            ScriptedModel.Definition(names),
            [.. models.Zip(names, (model, name) => new RetryTeacher(model, new RetryOptions { Model = name, Endpoint = "http://localhost:1/", MaxAttempts = 6, Time = _time, Randomizer = () => 0.5 }))]);
    }
}
