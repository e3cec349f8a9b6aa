"""The local voice: microphone or recordings -> Vosk -> the core -> pyttsx3 -> loudspeaker.

Nothing here decides anything clinical, and nothing here uses the network. Importing the package
imports none of its slow libraries: each is loaded by the one module that needs it.
"""
