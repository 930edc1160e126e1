"""What a step does: files are verbs, folders are the nouns that the verbs use."""
