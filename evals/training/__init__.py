"""Training of the input gate's classifier: sentences as data, one command."""
