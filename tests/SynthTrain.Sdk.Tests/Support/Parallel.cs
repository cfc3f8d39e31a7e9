// Each test waits for processes of its own in a folder of its own.
[assembly: Parallelize(Workers = 3, Scope = ExecutionScope.MethodLevel)]
