"""Sound in and out: devices, recordings, clips, and the interfaces that fakes implement."""
