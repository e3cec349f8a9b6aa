"""The reviewed clinical data as typed values; the only room that reads it."""
