// More than there are cores: most tests wait, for a process, a timer or storage.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
