"""The command line `cramp-voice`."""
