-- How is a new file divided? Into pages that hold a dozen vectors: of the usual ones each would be a quarter empty.
pragma page_size = 16384;
