// Each test has a folder of its own; classes whose timing matters say DoNotParallelize.
[assembly: Parallelize(Workers = 4, Scope = ExecutionScope.ClassLevel)]
