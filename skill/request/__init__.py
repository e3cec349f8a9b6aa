"""An Alexa request: verified, read, and turned into one act of the person."""
