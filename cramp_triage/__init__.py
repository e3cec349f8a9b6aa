"""The shared core of Cramp Helper: clinical protocol as data, engine, dialogue, understanding.

No audio, no Alexa, no network, no clock, no randomness. The Alexa skill and the offline voice
import it; it imports neither.
"""
