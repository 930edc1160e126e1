-- When is a transaction done? When it outlives this process; what a power cut takes is computed again.
pragma synchronous = normal;
