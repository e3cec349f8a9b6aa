"""What the numbers of an utterance count: time, frequency, degrees, pain, age."""
