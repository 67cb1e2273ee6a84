"""The counters of the hotline: for citizens, for the centre and the bodies, and for the city."""
