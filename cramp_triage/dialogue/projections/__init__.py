"""Small frozen projections of the log, one for each thing that policies ask of it."""
