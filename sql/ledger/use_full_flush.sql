-- When is a transaction done? When it would outlive a power cut.
pragma synchronous = full;
