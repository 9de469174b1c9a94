"""Looks at each thing Nightjar stands on and says how to mend it; changes nothing."""
