"""One module per `coach` command; they read the clock, print, and hold no rule."""
