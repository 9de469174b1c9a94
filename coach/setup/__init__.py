"""Fetches speech models from the hub into the data folder, and holds them to what they were."""
