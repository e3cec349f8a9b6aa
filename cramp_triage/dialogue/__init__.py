"""One act in, one reply out: the conversation as a fold over a log of events. Pure."""
